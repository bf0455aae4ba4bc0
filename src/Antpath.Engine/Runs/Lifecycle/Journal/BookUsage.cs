using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Books what one event adds to the usage, in that event's transaction and only when the event is in the log.</summary>
/// <param name="EventId">The event that reported it.</param>
/// <param name="Lines">Kind and quantity; a quantity is never zero.</param>
internal sealed record BookUsage(Guid EventId, IReadOnlyList<UsageLine> Lines) : StepWrite
{
    public override int? RowsExpected => Lines.Count;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity, run_event_id)
            select line.id, r.workspace_id, r.creator_app_user_id, r.id, line.kind, line.quantity, e.id
            from runs r
            join run_events e on e.workspace_id = r.workspace_id and e.run_id = r.id and e.id = $3
            cross join unnest($4::uuid[], $5::text[], $6::bigint[]) line (id, kind, quantity)
            where r.workspace_id = $1 and r.id = $2
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With((Guid?)EventId)
            .WithArray(Lines.Select(l => l.Id).ToArray())
            .WithArray(Lines.Select(l => (string?)l.Kind).ToArray())
            .WithArray(Lines.Select(l => l.Quantity).ToArray());
    }
}
