-- Runs, their leases, attempts, the journal of provider resources, and the event log.

create table runs (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id),
    creator_app_user_id uuid not null references app_users (id),
    api_token_id uuid references api_tokens (id) on delete set null,
    idempotency_key text check (length(idempotency_key) between 1 and 255),
    -- HMAC-SHA256 over the canonical request, keyed: no oracle for the secrets inside
    request_hash bytea not null check (length(request_hash) = 32),
    template_name text not null check (length(template_name) between 1 and 64),
    template_hash text not null check (template_hash ~ '^sha256:[0-9a-f]{64}$'),
    template_model text not null check (length(template_model) between 1 and 200),
    -- structure, names, lengths, hashes; never a prompt or a variable's value
    template_snapshot jsonb not null,
    tags text[] not null default '{}' check (cardinality(tags) <= 16),
    priority smallint not null default 0 check (priority between -100 and 100),

    -- user-facing; settles when outputs are captured. 'claiming' is derived from the lease when read
    status text not null default 'queued' check (status in (
        'queued', 'provisioning', 'session_created', 'dispatched', 'provider_running', 'provider_idle', 'provider_rescheduled', 'cancelling',
        'capturing_outputs', 'succeeded', 'failed', 'timed_out', 'cancelled', 'pending_delete', 'deleted')),
    status_code text not null default 'submitted' check (status_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    status_message text not null default 'Accepted and waiting for a worker.' check (length(status_message) <= 1000),
    -- where the lifecycle is; goes on through clean-up
    phase text not null default 'queued' check (phase in (
        'queued', 'provisioning', 'session_created', 'dispatched', 'provider_running', 'provider_idle', 'provider_rescheduled', 'cancelling',
        'capturing_outputs', 'cleaning_up', 'succeeded', 'failed', 'timed_out', 'cancelled', 'cleanup_failed', 'pending_delete', 'deleted')),
    phase_code text not null default 'submitted' check (phase_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    phase_message text not null default 'Accepted and waiting for a worker.' check (length(phase_message) <= 1000),
    cleanup_status text not null default 'pending' check (cleanup_status in ('pending', 'in_progress', 'succeeded', 'retained', 'failed')),
    cleanup_code text not null default 'not_started' check (cleanup_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    cleanup_message text not null default 'Clean-up begins when the run is over.' check (length(cleanup_message) <= 1000),
    -- how the run will end, known from the moment capture begins
    outcome text check (outcome in ('succeeded', 'failed', 'timed_out', 'cancelled')),
    outcome_code text check (outcome_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    outcome_message text check (length(outcome_message) <= 1000),

    -- caps in force, snapshotted from plan and deployment at submission
    cleanup_policy text not null check (cleanup_policy in ('delete', 'retain')),
    max_duration_seconds integer not null check (max_duration_seconds between 30 and 604800),
    budget_cents bigint check (budget_cents > 0),
    attempts_max smallint not null check (attempts_max between 1 and 100),

    -- the vault entry with secrets and content; null once destroyed
    execution_secret_id uuid,
    attempt_count smallint not null default 0 check (attempt_count >= 0),
    -- steps taken in a row without progress; reset by progress, bounds retries
    step_failures smallint not null default 0 check (step_failures >= 0),
    last_event_sequence bigint not null default 0 check (last_event_sequence >= 0),

    cancel_requested_at timestamptz,
    pending_delete_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    deadline_at timestamptz,
    finished_at timestamptz,
    cleaned_up_at timestamptz,

    unique (workspace_id, idempotency_key),
    unique (workspace_id, id),

    -- a status and a phase that contradict each other cannot be written
    check (case
        when status in ('succeeded', 'failed', 'timed_out', 'cancelled') then phase in ('cleaning_up', 'cleanup_failed', status)
        else phase = status or (status = 'pending_delete' and phase not in ('deleted'))
    end),
    check (status not in ('succeeded', 'failed', 'timed_out', 'cancelled') or status = outcome),
    check ((outcome is null) = (outcome_code is null) and (outcome is null) = (outcome_message is null)),
    check (status <> 'capturing_outputs' or outcome is not null),
    check (status not in ('succeeded', 'failed', 'timed_out', 'cancelled') or finished_at is not null),
    check ((started_at is null) = (deadline_at is null)),
    check (attempt_count = 0 or started_at is not null),
    -- a live run can always be executed: its secret is there until clean-up destroys it
    check (execution_secret_id is not null or cleanup_status in ('in_progress', 'succeeded', 'retained', 'failed') or status = 'deleted'),
    -- clean-up is over only when the secret is destroyed
    check (cleanup_status not in ('succeeded', 'retained', 'failed') or execution_secret_id is null),
    check ((cleanup_status in ('succeeded', 'retained', 'failed')) = (cleaned_up_at is not null)),
    check (status <> 'pending_delete' or pending_delete_at is not null),
    check ((status = 'deleted') = (deleted_at is not null))
) with (fillfactor = 60);
create index runs_listing on runs (workspace_id, created_at desc, id desc);
-- few rows, and none of the columns changes while a run is worked on
create index runs_purge on runs (pending_delete_at) where pending_delete_at is not null and deleted_at is null;
create index runs_tags on runs using gin (tags) with (fastupdate = on);

-- One row for each run that still has work: the lease fields of the run, apart because they change on every claim and renewal.
-- Deleted when the run is over. Lock this row in every fenced write.
create table run_leases (
    run_id uuid primary key references runs (id) on delete cascade,
    workspace_id uuid not null,
    -- waits for its first attempt: claimed only while its workspace has a free slot. A cancel or delete takes it out of the queue
    waiting boolean not null default true,
    -- counts against the workspace's active runs
    active boolean not null default false,
    priority smallint not null,
    -- while a lease is held: its expiry, moved by each renewal, so that an index scan for due rows finds abandoned runs but no held ones
    next_check_at timestamptz not null,
    lease_owner text check (length(lease_owner) <= 200),
    lease_token uuid,
    lease_expires_at timestamptz,
    -- claims in a row that ended without a committed step: a run that kills workers must end
    claim_count smallint not null default 0 check (claim_count >= 0),
    check ((lease_owner is null) = (lease_token is null) and (lease_owner is null) = (lease_expires_at is null)),
    check (not (waiting and active))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index run_leases_due on run_leases (next_check_at) where not waiting;
create index run_leases_waiting on run_leases (workspace_id, priority desc, next_check_at) where waiting;
create index run_leases_workspace on run_leases (workspace_id) where active;

create table run_attempts (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null,
    attempt_number smallint not null check (attempt_number >= 1),
    state text not null default 'running' check (state in ('running', 'settled', 'abandoned')),
    provider_session_id text check (length(provider_session_id) between 1 and 255),
    -- where observation stands: the newest provider time seen, and the provider's cumulative usage already booked
    observed_until timestamptz,
    booked_usage jsonb not null default '{}',
    provider_status text check (length(provider_status) <= 64),
    dispatched_at timestamptz,
    interrupted_at timestamptz,
    settled_at timestamptz,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    error_class text check (error_class in ('transient_provider', 'provider_permanent', 'tenant_permanent', 'antpath_bug', 'cancelled_by_user')),
    error_code text check (error_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    error_message text check (length(error_message) <= 1000),
    provider_request_id text check (length(provider_request_id) <= 255),
    unique (run_id, attempt_number),
    unique (workspace_id, run_id, id),
    foreign key (workspace_id, run_id) references runs (workspace_id, id) on delete cascade,
    check ((state = 'running') = (ended_at is null)),
    check (dispatched_at is null or provider_session_id is not null)
) with (fillfactor = 70);

-- The journal: written before the provider is asked, closed with its answer.
create table provider_resources (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null,
    run_attempt_id uuid not null,
    resource_type text not null check (resource_type in ('agent', 'environment', 'vault', 'credential', 'skill', 'file', 'session')),
    -- which one of its kind inside the attempt: 'agent', 'skill:house-style', 'credential:tracker'
    local_key text not null check (length(local_key) between 1 and 300),
    -- from 1; a new number after an earlier try was proven absent
    try_number smallint not null default 1 check (try_number >= 1),
    provider_name text not null check (length(provider_name) between 1 and 255),
    state text not null default 'intended' check (state in ('intended', 'created', 'absent')),
    provider_id text check (length(provider_id) between 1 and 255),
    provider_version text check (length(provider_version) <= 64),
    -- for credentials: the vault that contains them and takes them along
    parent_provider_id text check (length(parent_provider_id) <= 255),
    cleanup_status text not null default 'pending' check (cleanup_status in ('pending', 'in_progress', 'succeeded', 'retained', 'failed')),
    cleanup_next_at timestamptz,
    cleanup_attempt_count smallint not null default 0 check (cleanup_attempt_count >= 0),
    cleanup_error text check (length(cleanup_error) <= 1000),
    intended_at timestamptz not null default now(),
    created_at timestamptz,
    disposed_at timestamptz,
    unique (run_attempt_id, resource_type, local_key, try_number),
    unique (workspace_id, run_id, id),
    foreign key (workspace_id, run_id, run_attempt_id) references run_attempts (workspace_id, run_id, id) on delete cascade,
    check ((state = 'created') = (provider_id is not null)),
    check ((state = 'created') = (created_at is not null)),
    check ((cleanup_status = 'succeeded') = (disposed_at is not null))
) with (fillfactor = 70);
create unique index provider_resources_live on provider_resources (run_attempt_id, resource_type, local_key) where state in ('intended', 'created');
create index provider_resources_run on provider_resources (run_id, intended_at);

-- Metadata only: no prompt, answer, tool input or result, file content or credential ever gets here.
create table run_events (
    id uuid primary key,
    workspace_id uuid not null,
    run_id uuid not null,
    sequence bigint not null check (sequence >= 1),
    run_attempt_id uuid,
    source text not null check (source in ('provider', 'antpath')),
    provider_event_id text check (length(provider_event_id) between 1 and 255),
    type text not null check (length(type) between 1 and 128),
    processed_at timestamptz,
    summary jsonb check (jsonb_typeof(summary) = 'object' and length(summary::text) <= 4000),
    usage jsonb check (jsonb_typeof(usage) = 'object'),
    recorded_at timestamptz not null default now(),
    unique (run_id, sequence),
    unique (run_attempt_id, provider_event_id),
    foreign key (workspace_id, run_id) references runs (workspace_id, id) on delete cascade,
    foreign key (workspace_id, run_id, run_attempt_id) references run_attempts (workspace_id, run_id, id) on delete cascade,
    check ((source = 'provider') = (provider_event_id is not null)),
    check (source <> 'provider' or run_attempt_id is not null)
);
