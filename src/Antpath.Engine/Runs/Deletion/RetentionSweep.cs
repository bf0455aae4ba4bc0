using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// Takes outputs out of reach that are older than their workspace keeps them; the runs stay. Only runs that are cleaned up: nothing is captured for
/// them any more. <see cref="OutputRemovalSweep"/> removes the objects.
/// </summary>
internal sealed class RetentionSweep(NpgsqlDataSource database, AuditTrail audit, IOptions<SweepOptions> options, Milestones milestones) : ISweep
{
    /// <summary>Runs of one workspace in one pass, so that a workspace with many does not keep the others waiting.</summary>
    private const int RunsMax = 100;

    private Guid _after;

    public string Name => "expire_outputs";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RetentionEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var workspaces = await FindAsync(_after, cancellationToken);
        _after = workspaces.Count < BatchMax ? Guid.Empty : workspaces[^1].Value;
        var full = false;
        foreach (var workspace in workspaces)
            full |= await ExpireAsync(workspace, cancellationToken) == RunsMax;
        return full ? BatchMax : workspaces.Count;
    }

    private async Task<List<WorkspaceId>> FindAsync(Guid after, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all; workspaces.id is the workspace_id here
        const string Sql = "select id from workspaces where outputs_retention_days is not null and id > $1 order by id limit $2";
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = BatchMax });
        var workspaces = new List<WorkspaceId>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            workspaces.Add(new WorkspaceId(reader.GetGuid(0)));
        return workspaces;
    }

    private async Task<int> ExpireAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // the setting is read in the same statement: one that was just lengthened holds
        const string Sql = """
            with due as (
                select r.workspace_id, r.id
                from runs r
                join workspaces w on w.id = r.workspace_id
                where r.workspace_id = $1 and r.cleaned_up_at is not null and r.outputs_deleted_at is null and r.deleted_at is null
                    and r.pending_delete_at is null and r.finished_at < now() - make_interval(days => w.outputs_retention_days)
                order by r.finished_at, r.id
                limit $2
                for update of r skip locked),
            marked as (
                update output_objects o
                set state = 'deleting'
                from due
                where o.workspace_id = due.workspace_id and o.run_id = due.id and o.state in ('reserved', 'stored'))
            update runs r
            set outputs_deleted_at = now(), outputs_kept_until = null
            from due
            where r.workspace_id = due.workspace_id and r.id = due.id
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection, transaction) { Parameters = { new() { Value = workspace.Value }, new() { Value = RunsMax } } };
        var runs = await command.ExecuteNonQueryAsync(cancellationToken);
        if (runs == 0)
            return 0;
        var entry = new AuditEntry { Workspace = workspace, Action = AuditAction.OutputExpire, Detail = new JsonObject { ["runs"] = runs } };
        await milestones.ReachedAsync("expire", "outputs", Moment.BeforeCommit);
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await milestones.ReachedAsync("expire", "audit", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync("expire", "outputs", Moment.AfterCommit);
        return runs;
    }
}
