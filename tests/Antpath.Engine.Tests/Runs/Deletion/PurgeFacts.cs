using Antpath.Engine.Runs.Reconciliation;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>What the tables and the store say of one workspace, in a line; what must be so in every scenario is an exception when it is not.</summary>
internal static class PurgeFacts
{
    /// <summary>Scenarios name these; everything else must be nought: objects and rows that do not match, secrets, drift.</summary>
    public static async Task<string> ReadAsync(PurgeGround ground)
    {
        const string Sql = """
            select concat_ws(' ',
                'runs', (select string_agg(status, ' ' order by status) from runs where workspace_id = $1),
                '| rows', (select count(*) from (
                    select run_id from run_events union all select run_id from run_attempts union all select run_id from provider_resources
                    union all select run_id from cleanup_attempts union all select run_id from output_objects
                    union all select run_id from output_capture_failures union all select run_id from run_leases union all select run_id from vault_entries) o
                    join runs r on r.id = o.run_id
                    where r.workspace_id = $1 and r.status = 'deleted'),
                '| outputs', (select string_agg(state || ' ' || n, ' ' order by state) from (
                    select state, count(*) as n from output_objects where workspace_id = $1 group by state) s),
                '| audit', (select string_agg(action, ' ' order by action) from audit_logs where workspace_id = $1 and action <> 'workspace.create'),
                '| events', (select string_agg(type, ' ' order by type) from run_events
                    where workspace_id = $1 and type in ('run.outputs_deleted', 'run.delete_requested')),
                '| ledger', (select coalesce(sum(quantity), 0) || ' of ' || count(*) from usage_ledger where workspace_id = $1 and kind = 'storage_bytes'),
                '| members', (select count(*) from workspace_memberships where workspace_id = $1),
                -- named only when it is not as it must be
                (select '| workspace ' || status from workspaces where id = $1 and status = 'pending_delete'),
                (select '| secrets ' || count(*) from vault_entries where workspace_id = $1 having count(*) > 0),
                (select '| counted ' || k.storage_used_bytes from workspace_counters k where k.workspace_id = $1 and k.storage_used_bytes <>
                    (select coalesce(sum(quantity), 0) from usage_ledger where workspace_id = $1 and kind = 'storage_bytes')),
                (select '| left of a deleted workspace ' || count(*) from (
                    select workspace_id from workspace_invitations union all select workspace_id from provider_sweeps
                    union all select workspace_id from api_tokens where revoked_at is null) o
                    join workspaces w on w.id = o.workspace_id where w.id = $1 and w.status = 'deleted' having count(*) > 0))
            """;
        var workspace = ground.Me.Workspace;
        var facts = await ground.Engine.ScalarAsync<string>(Sql, workspace.Value);
        return $"{facts}{await StoreAsync(ground)}";
    }

    /// <summary>Whether counters and rows differ. Asks whoever would put it right, so ask last.</summary>
    public static Task<bool> DriftedAsync(PurgeGround ground) =>
        ground.Engine.WorkerGet<WorkspaceRecount>().RecountAsync(ground.Me.Workspace, CancellationToken.None);

    private static async Task<string> StoreAsync(PurgeGround ground)
    {
        var listed = await ground.Outputs.Store.ListAsync($"{ground.Me.Workspace}/", null, 1000, CancellationToken.None);
        var objects = listed.Objects.Select(o => o.Path.Value).ToHashSet(StringComparer.Ordinal);
        var named = await ground.Engine.ScalarAsync<string>(
            "select string_agg(storage_path, ' ') from output_objects where workspace_id = $1 and state in ('stored', 'reserved', 'deleting')",
            ground.Me.Workspace.Value);
        var rows = named?.Split(' ').ToHashSet(StringComparer.Ordinal) ?? [];
        var rowless = objects.Except(rows).Count();
        var missing = rows.Except(objects).Count();
        return (rowless, missing) == (0, 0) ? "" : $" | objects without row {rowless} | rows without object {missing}";
    }
}
