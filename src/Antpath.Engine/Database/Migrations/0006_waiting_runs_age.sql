-- Waiting runs age: a run's place in its workspace's queue is an instant that never changes, so old runs of low priority are overtaken only by
-- those submitted a bounded time later, and the index of waiting runs holds no column that a claim writes.

-- the default serves servers of the version before, which do not write it: their runs wait as if without priority
alter table run_leases add column rank_at timestamptz not null default now();

-- live runs only, so that one statement is short
update run_leases l
set rank_at = r.created_at - r.priority * interval '1 minute'
from runs r
where r.workspace_id = l.workspace_id and r.id = l.run_id;

drop index run_leases_waiting;
create index run_leases_waiting on run_leases (workspace_id, rank_at) where waiting;

comment on column run_leases.rank_at is 'Place in the workspace''s queue, earliest first: when the run was submitted, a minute earlier for each point of priority.';
comment on column run_leases.claim_count is 'Claims in a row without a commit that shows progress; what only prepares a call shows none.';
