-- Caps of one person and one token, token buckets that several requests take from at once, and API tokens that replace each other.

-- what the last taking got: with it one statement both takes and says how much it took
alter table rate_limit_buckets add column granted integer not null default 0 check (granted >= 0);
alter table rate_limit_buckets set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

alter table api_tokens add column replaced_by uuid;
alter table api_tokens add foreign key (workspace_id, replaced_by) references api_tokens (workspace_id, id);
alter table api_tokens add check (replaced_by <> id);

-- null: the deployment's default for the plan
alter table workspaces add column open_runs_per_user_max integer check (open_runs_per_user_max >= 0);
alter table workspaces add column open_runs_per_token_max integer check (open_runs_per_token_max >= 0);
-- what a person or a token has open; no column of it changes, and a run leaves it once
create index runs_owned on runs (workspace_id, creator_app_user_id, api_token_id) where cleaned_up_at is null and deleted_at is null;

-- a cap in force, like those beside it
alter table runs add column poll_seconds_min smallint check (poll_seconds_min between 1 and 3600);

comment on column runs.poll_seconds_min is 'Seconds between two looks at the session at least, or null for the worker''s own pace; a snapshot of the plan.';
comment on column workspaces.open_runs_per_user_max is 'Open runs of one person at most; null: the deployment''s default.';
comment on column workspaces.open_runs_per_token_max is 'Open runs of one API token at most; null: the deployment''s default.';
comment on column rate_limit_buckets.granted is 'How many the last taking got.';
comment on column api_tokens.replaced_by is 'The token that a rotation put in its place, or null. It stops working by its own expiry.';
