-- What policies of row-level security ask. The policies themselves name roles, and roles are the deployment's: `antpath-server migrate` makes both after the
-- migrations, from Database/Rights/RightsTable.cs, which has a decision for every table.

-- What the server says with each statement, see Database/Rows/RowContext.cs. Unset is null, and after the first transaction empty: no row either way.
create function context_workspaces() returns uuid[] language sql stable parallel safe as $$
    select string_to_array(current_setting('antpath.workspace_id', true), ',')::uuid[]
$$;

create function context_person() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('antpath.app_user_id', true), '')::uuid
$$;

create function context_token() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('antpath.api_token_id', true), '')::uuid
$$;

-- With their owner's rights, since they look for the workspace whose rows may then be seen.
create function context_token_workspace() returns uuid language sql stable security definer as $$
    select t.workspace_id from api_tokens t where t.id = context_token()
$$;

create function context_person_workspaces() returns uuid[] language sql stable security definer as $$
    select array(select m.workspace_id from workspace_memberships m where m.app_user_id = context_person() and m.status <> 'removed' limit 10000)
$$;

-- Crosses workspaces on purpose, and tells nothing but how far an event log has come: one look for all who wait.
create function run_event_sequences(runs uuid[]) returns table (run_id uuid, last_event_sequence bigint) language sql stable security definer as $$
    select r.id, r.last_event_sequence from runs r where r.id = any (run_event_sequences.runs) limit 10000
$$;

-- whose rights they have must not depend on the path of who calls them
do $$
declare
    name text;
begin
    foreach name in array array['context_token_workspace()', 'context_person_workspaces()', 'run_event_sequences(uuid[])'] loop
        execute format('alter function %s set search_path = %I, pg_temp', name, current_schema());
    end loop;
end
$$;

revoke execute on function context_token_workspace(), context_person_workspaces(), run_event_sequences(uuid[]) from public;
