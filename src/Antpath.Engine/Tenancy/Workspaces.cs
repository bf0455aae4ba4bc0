using Antpath.Engine.Audit;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Tenancy.People;
using Antpath.Engine.Usage;
using Antpath.Ids;
using Antpath.Workspaces;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>Workspaces: what they are, what they may use, what they used.</summary>
public sealed class Workspaces(NpgsqlDataSource database, AuditTrail audit, IOptions<PlanOptions> plan, TimeProvider time)
{
    internal const string StandardPlan = "standard";

    /// <summary>A workspace with its limits and what is in use of them; null when there is none, or it is deleted.</summary>
    /// <param name="workspace">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WorkspaceView?> GetAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // workspaces.id is the workspace_id here
        const string Sql = """
            select w.name, w.status, w.plan, w.open_runs_max, w.active_runs_max, w.run_duration_seconds_max, w.storage_bytes_max,
                c.open_runs, c.active_runs, c.storage_used_bytes + c.storage_reserved_bytes, w.deletion_stage, w.outputs_retention_days
            from workspaces w
            join workspace_counters c on c.workspace_id = w.id
            where w.id = @workspace and w.status <> 'deleted'
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var limits = plan.Value;
        return new WorkspaceView
        {
            Id = workspace,
            Name = reader.GetString(0),
            Status = reader.GetString(1),
            Plan = reader.GetString(2),
            OpenRunsMax = await reader.IsDBNullAsync(3, cancellationToken) ? limits.OpenRunsMax : reader.GetInt32(3),
            OpenRuns = reader.GetInt32(7),
            ActiveRunsMax = await reader.IsDBNullAsync(4, cancellationToken) ? limits.ActiveRunsMax : reader.GetInt32(4),
            ActiveRuns = reader.GetInt32(8),
            RunDurationSecondsMax = await reader.IsDBNullAsync(5, cancellationToken) ? limits.DurationSecondsMax : reader.GetInt32(5),
            StorageBytesMax = await reader.IsDBNullAsync(6, cancellationToken) ? limits.StorageBytesMax : reader.GetInt64(6),
            StorageBytesUsed = reader.GetInt64(9),
            DeletionStage = await reader.IsDBNullAsync(10, cancellationToken) ? null : reader.GetString(10),
            OutputsRetentionDays = await reader.IsDBNullAsync(11, cancellationToken) ? null : reader.GetInt32(11),
        };
    }

    /// <summary>What a workspace used in a span of time.</summary>
    /// <param name="workspace">Which.</param>
    /// <param name="from">Start, inclusive.</param>
    /// <param name="until">End, exclusive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<UsageView> UsageAsync(WorkspaceId workspace, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => new()
    {
        From = from,
        Until = until,
        RunCount = await CountRunsAsync(workspace, from, until, cancellationToken),
        Totals = await UsageLedger.SumAsync(database, workspace, from, until, cancellationToken),
    };

    /// <summary>Makes a workspace and its owner. Asking again with the same name and e-mail returns the first.</summary>
    /// <param name="name">The workspace's name, 1 to 200 characters.</param>
    /// <param name="ownerEmail">The owner's e-mail, compared without case.</param>
    /// <param name="ownerDisplayName">What people call the owner, 1 to 200 characters; used when the owner is new.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(WorkspaceId Workspace, AppUserId Owner)> CreateAsync(
        string name, string ownerEmail, string ownerDisplayName, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PersonRows.LockAsync(transaction, ownerEmail, cancellationToken);
        var owner = await EnsureOwnerAsync(transaction, ownerEmail, ownerDisplayName, cancellationToken);
        var existing = await FindOwnedAsync(transaction, owner, name, cancellationToken);
        if (existing is { } found)
        {
            await transaction.CommitAsync(cancellationToken);
            return (found, owner);
        }

        var workspace = time.NewId<WorkspaceId>();
        await InsertAsync(transaction, workspace, owner, name, StandardPlan, cancellationToken);
        var entry = new AuditEntry { Workspace = workspace, AppUser = owner, Action = AuditAction.WorkspaceCreate, TargetId = workspace.ToString() };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (workspace, owner);
    }

    private async Task<long> CountRunsAsync(WorkspaceId workspace, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        const string Sql = "select count(*) from runs where workspace_id = @workspace and created_at >= @from and created_at < @until";
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("from", from.ToUniversalTime());
        command.Parameters.AddWithValue("until", until.ToUniversalTime());
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<AppUserId> EnsureOwnerAsync(NpgsqlTransaction transaction, string email, string displayName, CancellationToken cancellationToken)
    {
        const string Sql = """
            with found as (select id from app_users where lower(email) = lower(@email) order by created_at, id limit 1),
            made as (
                insert into app_users (id, email, display_name)
                select @id, @email, @name where not exists (select from found)
                returning id)
            select id from found union all select id from made
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("id", time.NewUuid());
        command.Parameters.AddWithValue("email", email);
        command.Parameters.AddWithValue("name", displayName);
        return new AppUserId((Guid)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static async Task<WorkspaceId?> FindOwnedAsync(NpgsqlTransaction transaction, AppUserId owner, string name, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: looks for the owner's workspace of that name
        const string Sql = """
            select w.id
            from workspace_memberships m
            join workspaces w on w.id = m.workspace_id
            where m.app_user_id = @owner and m.role = 'owner' and m.status = 'active' and w.name = @name and w.status = 'active'
            order by w.created_at, w.id
            limit 1
            """;
        await using var command = transaction.CreateCommand(RowContext.Of(owner), Sql);
        command.Parameters.AddWithValue("owner", owner.Value);
        command.Parameters.AddWithValue("name", name);
        return await command.ExecuteScalarAsync(cancellationToken) is Guid id ? new WorkspaceId(id) : null;
    }

    /// <summary>The rows of a new workspace and its first owner.</summary>
    internal static async Task InsertAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, AppUserId owner, string name, string plan, CancellationToken cancellationToken)
    {
        const string Sql = """
            with made as (insert into workspaces (id, name, plan, creator_app_user_id) values (@workspace, @name, @plan, @owner)),
            counted as (insert into workspace_counters (workspace_id) values (@workspace))
            insert into workspace_memberships (workspace_id, app_user_id, role) values (@workspace, @owner, 'owner')
            """;
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("name", name);
        command.Parameters.AddWithValue("plan", plan);
        command.Parameters.AddWithValue("owner", owner.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
