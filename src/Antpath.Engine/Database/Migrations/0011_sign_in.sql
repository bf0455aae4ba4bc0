-- Sign-in: the keys that seal cookies, and the ways to find a person and a link.

-- What the web framework seals cookies and forms with, so that every server opens what another sealed. The text is sealed by the token pepper.
create table data_protection_keys (
    id uuid primary key,
    name text not null unique check (length(name) between 1 and 200),
    xml text not null check (length(xml) <= 65536),
    created_at timestamptz not null default now()
);

-- A link names its token alone, so that no address stands in it.
create unique index verification_token_token on verification_token (token);
create index verification_token_expires on verification_token (expires);
create index app_users_email on app_users (lower(email));

-- what the allowance of an open sign-up is held against
alter table app_users add column signed_up_at timestamptz;
create index app_users_signed_up on app_users (id) where signed_up_at is not null and disabled_at is null;

comment on table data_protection_keys is 'Keys that sign-in cookies and forms are sealed with, shared by all servers, themselves sealed by the token pepper.';
comment on column data_protection_keys.id is 'The row.';
comment on column data_protection_keys.name is 'The key''s name in the framework.';
comment on column data_protection_keys.xml is 'The key as the framework writes it, its secret part sealed.';
comment on column data_protection_keys.created_at is 'When it was made.';
comment on table verification_token is 'One-time sign-in links that wait to be opened, by mail or from the operator''s terminal.';
comment on column verification_token.identifier is 'The e-mail address that opening the link proves, in lower case.';
comment on column verification_token.token is 'Keyed hash over the link''s token and, for links by mail, the secret of the browser that asked; with the key''s id before it.';
comment on column app_users.signed_up_at is 'When the person joined by themselves; null: the operator or a member made them.';
