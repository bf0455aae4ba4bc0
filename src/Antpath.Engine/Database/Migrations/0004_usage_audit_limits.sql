-- Attribution, the audit trail, and durable rate limits.

-- Written in the transaction of the row it counts, so it cannot drift from it.
create table usage_ledger (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id),
    app_user_id uuid not null references app_users (id),
    run_id uuid not null,
    kind text not null check (kind in (
        'input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'active_milliseconds', 'list_cost_cents', 'storage_bytes')),
    -- negative only when stored bytes are given back or the provider corrects a cumulative figure
    quantity bigint not null check (quantity <> 0),
    -- exactly one source; a source counts once for each kind and direction
    run_event_id uuid,
    output_object_id uuid,
    recorded_at timestamptz not null default now(),
    check ((run_event_id is null) <> (output_object_id is null)),
    check ((kind = 'storage_bytes') = (output_object_id is not null))
);
create unique index usage_ledger_event on usage_ledger (run_event_id, kind) where run_event_id is not null;
create unique index usage_ledger_output on usage_ledger (output_object_id, (quantity > 0)) where output_object_id is not null;
create index usage_ledger_workspace on usage_ledger (workspace_id, recorded_at);
create index usage_ledger_run on usage_ledger (run_id);

create table audit_logs (
    id uuid primary key,
    workspace_id uuid references workspaces (id),
    occurred_at timestamptz not null default now(),
    app_user_id uuid references app_users (id),
    api_token_id uuid,
    -- 'run.cancel', 'api_token.create', 'output.link', ...
    action text not null check (action ~ '^[a-z_]+\.[a-z_]+$' and length(action) <= 64),
    target_id text check (length(target_id) <= 255),
    request_id text check (length(request_id) <= 128),
    detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object' and length(detail::text) <= 4000)
);
create index audit_logs_workspace on audit_logs (workspace_id, occurred_at desc, id desc);

create table rate_limit_buckets (
    bucket text not null check (length(bucket) between 1 and 128),
    -- a workspace's, token's or user's id, or a keyed hash of an address
    subject text not null check (length(subject) between 1 and 128),
    tokens double precision not null check (tokens >= 0),
    refilled_at timestamptz not null default now(),
    primary key (bucket, subject)
) with (fillfactor = 50);
