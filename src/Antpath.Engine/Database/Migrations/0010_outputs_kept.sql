-- Failures that can be tried again, manifests beside the files, and outputs that go without their run.

alter table output_objects add column kind text not null default 'file' check (kind in ('file', 'manifest'));
create unique index output_objects_manifest on output_objects (run_id) where kind = 'manifest' and state = 'stored';
create index output_objects_deleting on output_objects (id) where state = 'deleting';

alter table output_capture_failures add column retryable boolean not null default false;
alter table output_capture_failures drop constraint output_capture_failures_reason_check;
alter table output_capture_failures add constraint output_capture_failures_reason_check check (reason in (
    'workspace_quota_exceeded', 'download_failed', 'storage_failed', 'size_mismatch', 'too_large', 'listing_failed', 'not_downloadable', 'session_lost',
    'stored_copy_lost', 'too_many_files'));

alter table runs add column outputs_kept_until timestamptz;
alter table runs add column outputs_retry_requested_at timestamptz;
alter table runs add column outputs_deleted_at timestamptz;
-- what retention looks for; a run enters it once, when its clean-up ends, and leaves it once
create index runs_retention on runs (workspace_id, finished_at, id) where cleaned_up_at is not null and outputs_deleted_at is null and deleted_at is null;
create index workspaces_retention on workspaces (id) where outputs_retention_days is not null;

comment on column output_objects.kind is 'file: captured from the session; manifest: our own list of the run''s files.';
comment on column output_capture_failures.retryable is 'Another try may help, as long as the session is kept.';
comment on column output_capture_failures.reason is 'Stable code, e.g. workspace_quota_exceeded.';
comment on column runs.outputs_kept_until is 'Until when the session is kept because files that were not captured can be tried again, or null.';
comment on column runs.outputs_retry_requested_at is 'When a user asked for the failed files to be tried again; null once that is done.';
comment on column runs.outputs_deleted_at is 'When the run''s outputs went without the run, by a user''s wish or by retention, or null.';
