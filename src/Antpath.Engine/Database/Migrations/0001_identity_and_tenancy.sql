-- Who signs in, who that is to Antpath, and the workspaces they share.

-- Sign-in tables. Identity providers' tokens stay inside them and never become provider credentials.
create table users (
    id uuid primary key,
    name text check (length(name) <= 200),
    email text check (length(email) <= 320),
    email_verified timestamptz,
    image text check (length(image) <= 2048)
);
create unique index users_email on users (lower(email));

create table accounts (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    type text not null check (type in ('oauth', 'oidc', 'email')),
    provider text not null check (length(provider) between 1 and 255),
    provider_account_id text not null check (length(provider_account_id) between 1 and 255),
    refresh_token text,
    access_token text,
    expires_at bigint,
    id_token text,
    scope text,
    session_state text,
    token_type text,
    unique (provider, provider_account_id)
);
create index accounts_user on accounts (user_id);

-- Kept for adapter compatibility: active sessions are signed cookies, not rows here.
create table sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    expires timestamptz not null,
    session_token text not null unique
);
create index sessions_user on sessions (user_id);

create table verification_token (
    identifier text not null,
    expires timestamptz not null,
    token text not null,
    primary key (identifier, token)
);

-- Antpath's own identity row. Attribution and membership point here, so a disabled person never breaks history.
create table app_users (
    id uuid primary key,
    auth_user_id uuid unique references users (id) on delete set null,
    email text check (length(email) <= 320),
    display_name text not null check (length(display_name) between 1 and 200),
    token_version integer not null default 1 check (token_version >= 1),
    disabled_at timestamptz,
    created_at timestamptz not null default now()
);

create table workspaces (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    plan text not null default 'standard' check (length(plan) between 1 and 64),
    status text not null default 'active' check (status in ('active', 'suspended', 'pending_delete', 'deleted')),
    -- null: the deployment's default for the plan
    open_runs_max integer check (open_runs_max >= 0),
    active_runs_max integer check (active_runs_max >= 0),
    run_duration_seconds_max integer check (run_duration_seconds_max between 30 and 604800),
    storage_bytes_max bigint check (storage_bytes_max >= 0),
    -- null: outputs and metadata stay until a user deletes them
    outputs_retention_days integer check (outputs_retention_days between 1 and 3650),
    pending_delete_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    check ((status in ('pending_delete', 'deleted')) = (pending_delete_at is not null)),
    check ((status = 'deleted') = (deleted_at is not null))
);

-- What the quotas are held against. Narrow and hot: one row a workspace, changed in the transaction that causes the change.
create table workspace_counters (
    workspace_id uuid primary key references workspaces (id) on delete cascade,
    open_runs integer not null default 0 check (open_runs >= 0),
    active_runs integer not null default 0 check (active_runs >= 0),
    storage_used_bytes bigint not null default 0 check (storage_used_bytes >= 0),
    storage_reserved_bytes bigint not null default 0 check (storage_reserved_bytes >= 0)
) with (fillfactor = 50);

create table workspace_memberships (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    app_user_id uuid not null references app_users (id),
    role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
    status text not null default 'active' check (status in ('invited', 'active', 'removed')),
    created_at timestamptz not null default now(),
    primary key (workspace_id, app_user_id)
);
create index workspace_memberships_user on workspace_memberships (app_user_id);

create table api_tokens (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id) on delete cascade,
    creator_app_user_id uuid not null references app_users (id),
    name text not null check (length(name) between 1 and 200),
    -- HMAC-SHA256 of the whole token under a pepper; the token itself is shown once and never stored
    token_hash bytea not null unique check (length(token_hash) = 32),
    pepper_id text not null check (length(pepper_id) between 1 and 64),
    scopes text[] not null check (
        cardinality(scopes) between 1 and 6
        and scopes <@ array['submit', 'read', 'outputs', 'cancel', 'delete', 'admin']
    ),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    unique (workspace_id, id)
) with (fillfactor = 80);
create index api_tokens_workspace on api_tokens (workspace_id, created_at desc);
