-- What the sweeps look at; outputs whose copy is lost; the stages of a workspace's deletion; searches at the provider that somebody asked for.

-- none of the columns here changes while a run is worked on
create index runs_live on runs (workspace_id, id) where cleaned_up_at is null and deleted_at is null;
create index runs_cancelling on runs (cancel_requested_at, id) where cancel_requested_at is not null and finished_at is null and deleted_at is null;
create index provider_resources_open on provider_resources (id) where cleanup_status in ('pending', 'in_progress');
create index provider_resources_provider on provider_resources (provider_id) where provider_id is not null;
create index output_objects_kept on output_objects (workspace_id) where state <> 'deleted';
create index output_objects_place on output_objects (storage_backend, storage_bucket, storage_path collate "C") where state <> 'deleted';
create index output_objects_reserved on output_objects (reserved_at, id) where state = 'reserved';
create index workspaces_deleting on workspaces (pending_delete_at, id) where status = 'pending_delete';

-- lost: the row says stored, the store has no such object. Shown as a capture failure; takes no quota
alter table output_objects drop constraint output_objects_state_check;
alter table output_objects add constraint output_objects_state_check check (state in ('reserved', 'stored', 'deleting', 'deleted', 'lost'));
alter table output_capture_failures drop constraint output_capture_failures_reason_check;
alter table output_capture_failures add constraint output_capture_failures_reason_check check (reason in (
    'workspace_quota_exceeded', 'download_failed', 'storage_failed', 'size_mismatch', 'too_large', 'listing_failed', 'not_downloadable', 'session_lost',
    'stored_copy_lost'));

alter table workspaces add column deletion_stage text check (deletion_stage in ('stopping_runs', 'draining', 'purged'));
alter table workspaces add check (deletion_stage is null or status in ('pending_delete', 'deleted'));

create table provider_sweeps (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id),
    app_user_id uuid not null references app_users (id),
    api_token_id uuid,
    dry_run boolean not null,
    status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'expired')),
    status_code text not null default 'submitted' check (status_code ~ '^[a-z][a-z0-9_]{0,63}$'),
    status_message text not null default 'Waiting for a worker.' check (length(status_message) <= 1000),
    -- the vault entry with the provider key; null once destroyed
    secret_id uuid,
    found_count integer not null default 0 check (found_count >= 0),
    lease_owner text check (length(lease_owner) <= 200),
    lease_token uuid,
    lease_expires_at timestamptz,
    claim_count smallint not null default 0 check (claim_count >= 0),
    created_at timestamptz not null default now(),
    deadline_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    unique (workspace_id, id),
    check ((lease_owner is null) = (lease_token is null) and (lease_owner is null) = (lease_expires_at is null)),
    -- over only when the key is destroyed
    check ((status in ('succeeded', 'failed', 'expired')) = (finished_at is not null)),
    check ((finished_at is null) = (secret_id is not null))
) with (fillfactor = 70);
create index provider_sweeps_open on provider_sweeps (created_at, id) where finished_at is null;
create index provider_sweeps_workspace on provider_sweeps (workspace_id, created_at desc);

create table provider_sweep_findings (
    sweep_id uuid not null,
    workspace_id uuid not null,
    resource_type text not null check (resource_type in ('agent', 'environment', 'vault', 'credential', 'skill', 'file', 'session')),
    provider_id text not null check (length(provider_id) between 1 and 255),
    run_name text check (length(run_name) <= 64),
    created_at timestamptz not null,
    action text not null check (action in ('removed', 'would_remove', 'left')),
    reason text not null check (reason ~ '^[a-z][a-z0-9_]{0,63}$'),
    message text not null check (length(message) <= 1000),
    recorded_at timestamptz not null default now(),
    primary key (sweep_id, resource_type, provider_id),
    foreign key (workspace_id, sweep_id) references provider_sweeps (workspace_id, id) on delete cascade
);

comment on column workspaces.deletion_stage is 'How far its deletion is: stopping_runs: runs are asked to stop and to go; draining: waits for them; purged: only this row is left. Null: not being deleted.';
comment on column output_objects.state is 'reserved: quota is held while the copy is under way; stored; deleting: out of reach, about to go; deleted; lost: the store has no such object any more.';

comment on table provider_sweeps is 'Searches for leaked resources at the provider that a user asked for, each with a key of its own for as long as it lasts.';
comment on column provider_sweeps.id is 'The search; its vault entry is filed under this id.';
comment on column provider_sweeps.workspace_id is 'The workspace it was asked for in.';
comment on column provider_sweeps.app_user_id is 'The person who asked.';
comment on column provider_sweeps.api_token_id is 'The API token used, or null.';
comment on column provider_sweeps.dry_run is 'Only lists, removes nothing.';
comment on column provider_sweeps.status is 'queued, running, succeeded, failed, or expired: its deadline passed.';
comment on column provider_sweeps.status_code is 'Why, for programs.';
comment on column provider_sweeps.status_message is 'Why, for people.';
comment on column provider_sweeps.secret_id is 'The vault entry with the provider key; null once destroyed.';
comment on column provider_sweeps.found_count is 'Resources with our marker that were looked at.';
comment on column provider_sweeps.lease_owner is 'The worker that holds it, or null.';
comment on column provider_sweeps.lease_token is 'Names the claim, or null.';
comment on column provider_sweeps.lease_expires_at is 'When the claim ends by itself, or null.';
comment on column provider_sweeps.claim_count is 'Claims so far; bounded.';
comment on column provider_sweeps.created_at is 'When it was asked for.';
comment on column provider_sweeps.deadline_at is 'When it ends at the latest and its key is destroyed.';
comment on column provider_sweeps.started_at is 'When a worker first took it, or null.';
comment on column provider_sweeps.finished_at is 'When it was over, or null.';

comment on table provider_sweep_findings is 'What a search at the provider found beside what live runs hold, and what became of it.';
comment on column provider_sweep_findings.sweep_id is 'The search.';
comment on column provider_sweep_findings.workspace_id is 'The workspace it was asked for in.';
comment on column provider_sweep_findings.resource_type is 'agent, environment, vault, credential, skill, file or session.';
comment on column provider_sweep_findings.provider_id is 'The provider''s id.';
comment on column provider_sweep_findings.run_name is 'The run its marker names, or null.';
comment on column provider_sweep_findings.created_at is 'When the provider made it.';
comment on column provider_sweep_findings.action is 'removed, would_remove (a dry run) or left.';
comment on column provider_sweep_findings.reason is 'Why, for programs.';
comment on column provider_sweep_findings.message is 'Why, for people.';
comment on column provider_sweep_findings.recorded_at is 'When it was written.';
