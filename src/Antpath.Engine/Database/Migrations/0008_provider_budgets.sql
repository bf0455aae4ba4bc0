-- What each provider key may still ask for, shared by all workers. A key is known by a keyed hash only; idle rows are purged.

create table provider_key_budgets (
    key_hash bytea not null check (octet_length(key_hash) = 32),
    family text not null check (family in ('create', 'read', 'environment', 'file')),
    next_at timestamptz not null,
    primary key (key_hash, family)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

create table provider_key_places (
    key_hash bytea not null check (octet_length(key_hash) = 32),
    place smallint not null check (place between 1 and 1000),
    taken_by uuid,
    taken_until timestamptz not null default '-infinity',
    primary key (key_hash, place)
) with (fillfactor = 50);

comment on table provider_key_budgets is 'The pace of calls with one provider key, shared by all workers: one row for each family of calls that share a limit at the provider.';
comment on column provider_key_budgets.key_hash is 'HMAC-SHA256 of the provider key under the installation''s pepper; says nothing about the key without it.';
comment on column provider_key_budgets.family is 'create, read, environment or file.';
comment on column provider_key_budgets.next_at is 'When the next call is due. Earlier than now: some may come at once. Later: given out already, or held back because the provider said so.';

comment on table provider_key_places is 'Places for calls about environments under way at the same time with one provider key. A place is lent for the length of a call and returns by itself.';
comment on column provider_key_places.key_hash is 'HMAC-SHA256 of the provider key under the installation''s pepper.';
comment on column provider_key_places.place is 'The place, from 1.';
comment on column provider_key_places.taken_by is 'Names one taking of the place, or null.';
comment on column provider_key_places.taken_until is 'When the place is free again even if nobody gives it back.';
