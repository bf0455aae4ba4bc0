-- The audit trail is only ever added to, and each workspace's lines are chained by hashes, so that a change, a removal or a cut shows.

-- The links stand beside the lines, so that a line is never touched after it was written. workspace_id is all zeros for lines of the installation.
create table audit_chain (
    workspace_id uuid not null,
    sequence bigint not null check (sequence > 0),
    audit_log_id uuid not null unique references audit_logs (id),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (workspace_id, sequence)
);

create table audit_heads (
    workspace_id uuid primary key,
    sequence bigint not null check (sequence >= 0),
    hash bytea not null check (octet_length(hash) = 32)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Length and text, so that no two lists of fields read alike; a missing one is a dash.
create function audit_field(value text) returns text language sql stable as $$
    select coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-')
$$;

-- docs/operating/audit.md says the same in words, AuditChain.cs in C#.
create function audit_hash(previous bytea, place bigint, line audit_logs) returns bytea language sql stable as $$
    select sha256(previous || convert_to(
        'antpath-audit-1'
            || audit_field(line.workspace_id::text) || audit_field(place::text) || audit_field(line.id::text)
            || audit_field(((extract(epoch from line.occurred_at) * 1000000)::bigint)::text)
            || audit_field(line.app_user_id::text) || audit_field(line.api_token_id::text) || audit_field(line.action)
            || audit_field(line.target_id) || audit_field(line.request_id)
            || coalesce((
                select string_agg(audit_field(d.key) || audit_field(d.value), '' order by d.key collate "C")
                from jsonb_each_text(line.detail) d), ''),
        'UTF8'))
$$;

create function audit_link(line audit_logs) returns void language plpgsql as $$
declare
    chain uuid := coalesce(line.workspace_id, '00000000-0000-0000-0000-000000000000');
    head audit_heads;
    link bytea;
begin
    insert into audit_heads (workspace_id, sequence, hash) values (chain, 0, decode(repeat('00', 32), 'hex')) on conflict (workspace_id) do nothing;
    select h.workspace_id, h.sequence, h.hash into strict head from audit_heads h where h.workspace_id = chain for update;
    link := audit_hash(head.hash, head.sequence + 1, line);
    insert into audit_chain (workspace_id, sequence, audit_log_id, hash) values (chain, head.sequence + 1, line.id, link);
    update audit_heads h set sequence = head.sequence + 1, hash = link where h.workspace_id = chain;
end
$$;

-- With its owner's rights: who writes lines needs to insert them and nothing else.
create function audit_chained() returns trigger language plpgsql security definer as $$
begin
    perform audit_link(new);
    return null;
end
$$;

-- whose rights it has must not depend on the path of who calls it
do $$ begin execute format('alter function audit_chained() set search_path = %I, pg_temp', current_schema()); end $$;

create function audit_unchangeable() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is only ever added to: % of % is refused', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end
$$;

do $$
declare
    line audit_logs;
begin
    for line in select l.* from audit_logs l order by l.workspace_id, l.occurred_at, l.id loop
        perform audit_link(line);
    end loop;
end
$$;

-- At the commit: the head is the last row that a transaction locks, whatever else it wrote and in whatever order, and held no longer than the commit takes.
create constraint trigger audit_logs_chained after insert on audit_logs deferrable initially deferred for each row execute function audit_chained();

create trigger audit_logs_unchangeable before update or delete on audit_logs for each row execute function audit_unchangeable();
create trigger audit_logs_untruncatable before truncate on audit_logs for each statement execute function audit_unchangeable();
-- links and heads are written by the trigger above, at depth 1, and by nothing else
create trigger audit_chain_unwritable before insert on audit_chain for each row when (pg_trigger_depth() = 0) execute function audit_unchangeable();
create trigger audit_chain_unchangeable before update or delete on audit_chain for each row execute function audit_unchangeable();
create trigger audit_chain_untruncatable before truncate on audit_chain for each statement execute function audit_unchangeable();
create trigger audit_heads_unwritable before insert or update on audit_heads for each row when (pg_trigger_depth() = 0) execute function audit_unchangeable();
create trigger audit_heads_undeletable before delete on audit_heads for each row execute function audit_unchangeable();
create trigger audit_heads_untruncatable before truncate on audit_heads for each statement execute function audit_unchangeable();

revoke execute on function audit_link(audit_logs), audit_chained() from public;

comment on table audit_logs is 'Who did what that matters for security. Identifiers and names only. Rows are added, never changed or removed: triggers refuse it.';
comment on table audit_chain is 'The place and the hash of each audit line in its workspace''s chain. Written by a trigger at the commit.';
comment on column audit_chain.workspace_id is 'The workspace, or all zeros for the installation.';
comment on column audit_chain.sequence is 'The line''s place, from 1, without gaps.';
comment on column audit_chain.audit_log_id is 'The line.';
comment on column audit_chain.hash is 'SHA-256 over the hash before it and every field of the line.';
comment on table audit_heads is 'The end of each workspace''s chain of audit lines: a cut at the end shows here.';
comment on column audit_heads.workspace_id is 'The workspace, or all zeros for the installation.';
comment on column audit_heads.sequence is 'The place of the newest line.';
comment on column audit_heads.hash is 'The hash of the newest line.';
