-- Captured files, what could not be captured, tries at removing things, and the built-in vault.

create table output_objects (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null,
    run_attempt_id uuid not null,
    creator_app_user_id uuid not null references app_users (id),
    provider_file_id text not null check (length(provider_file_id) between 1 and 255),
    -- the true name, kept as data; never used as a path
    file_name text not null check (length(file_name) <= 4096),
    content_type text not null default 'application/octet-stream' check (length(content_type) between 1 and 255),
    storage_backend text not null check (storage_backend in ('file_system', 's3', 'supabase')),
    storage_bucket text not null check (length(storage_bucket) between 1 and 255),
    storage_path text not null check (storage_path ~ '^[A-Za-z0-9/_-]+$' and length(storage_path) <= 500),
    -- reserved: quota is held while the copy is under way
    state text not null default 'reserved' check (state in ('reserved', 'stored', 'deleting', 'deleted')),
    size_bytes bigint not null check (size_bytes >= 0),
    sha256 bytea check (length(sha256) = 32),
    reserved_at timestamptz not null default now(),
    stored_at timestamptz,
    deleted_at timestamptz,
    unique (run_attempt_id, provider_file_id),
    unique (storage_backend, storage_bucket, storage_path),
    unique (workspace_id, id),
    foreign key (workspace_id, run_id, run_attempt_id) references run_attempts (workspace_id, run_id, id) on delete cascade,
    check (state <> 'stored' or (sha256 is not null and stored_at is not null)),
    check ((state = 'deleted') = (deleted_at is not null))
) with (fillfactor = 80);
create index output_objects_run on output_objects (run_id, id);

create table output_capture_failures (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null,
    run_attempt_id uuid not null,
    creator_app_user_id uuid not null references app_users (id),
    provider_file_id text not null check (length(provider_file_id) between 1 and 255),
    file_name text not null check (length(file_name) <= 4096),
    size_bytes bigint check (size_bytes >= 0),
    reason text not null check (reason in (
        'workspace_quota_exceeded', 'download_failed', 'storage_failed', 'size_mismatch', 'too_large', 'listing_failed', 'not_downloadable', 'session_lost')),
    message text not null check (length(message) <= 1000),
    created_at timestamptz not null default now(),
    unique (run_attempt_id, provider_file_id),
    foreign key (workspace_id, run_id, run_attempt_id) references run_attempts (workspace_id, run_id, id) on delete cascade
);
create index output_capture_failures_run on output_capture_failures (run_id, id);

create table cleanup_attempts (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null,
    -- null: the run's own vault entry
    provider_resource_id uuid,
    action text not null check (action in ('delete', 'archive', 'retain', 'destroy_secret')),
    status text not null check (status in ('succeeded', 'retrying', 'failed')),
    retry_count smallint not null check (retry_count >= 0),
    error_code text check (error_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    error_message text check (length(error_message) <= 1000),
    provider_request_id text check (length(provider_request_id) <= 255),
    attempted_at timestamptz not null default now(),
    foreign key (workspace_id, run_id) references runs (workspace_id, id) on delete cascade,
    foreign key (workspace_id, run_id, provider_resource_id) references provider_resources (workspace_id, run_id, id) on delete cascade,
    check ((provider_resource_id is null) = (action = 'destroy_secret')),
    check ((status = 'succeeded') = (error_code is null))
);
create index cleanup_attempts_run on cleanup_attempts (run_id, attempted_at);

-- The built-in vault: envelope-encrypted, one entry a run, destroyed at clean-up. The only table that ever holds a secret or a prompt.
create table vault_entries (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null unique,
    kek_id text not null check (length(kek_id) between 1 and 64),
    wrapped_dek bytea not null,
    ciphertext bytea not null check (length(ciphertext) <= 67108864),
    created_at timestamptz not null default now()
);
-- ciphertext does not compress
alter table vault_entries alter column ciphertext set storage external;
