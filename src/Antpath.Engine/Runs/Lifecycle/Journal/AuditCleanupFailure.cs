using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Tells the audit trail that something was left at the provider.</summary>
internal sealed record AuditCleanupFailure(Guid Id, string ResourceType, string? ProviderId, string Code) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            insert into audit_logs (id, workspace_id, action, target_id, detail)
            values ($3, $1, 'run.cleanup_failed', $2, jsonb_build_object('resourceType', $4::text, 'providerId', $5::text, 'code', $6::text))
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.ToString()).With((Guid?)Id)
            .With(ResourceType).With(ProviderId).With(Code);
    }
}
