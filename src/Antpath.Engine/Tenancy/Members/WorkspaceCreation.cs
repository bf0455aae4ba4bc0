using Antpath.Engine.Audit;
using Antpath.Engine.Database;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>People make workspaces themselves, within their allowance.</summary>
public sealed class WorkspaceCreation(NpgsqlDataSource database, AuditTrail audit, IOptions<MembershipOptions> options, TimeProvider time)
{
    /// <summary>Workspaces a person may have made that are not deleted.</summary>
    public int Allowance => options.Value.WorkspacesPerUserMax;

    /// <summary>Makes a workspace with the person as its owner.</summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="name">As <see cref="WorkspaceName"/> read it.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the allowance is used up, or the person is disabled.</returns>
    public async Task<WorkspaceId?> CreateAsync(AppUserId person, string name, string? requestId, CancellationToken cancellationToken)
    {
        if (!WorkspaceName.TryParse(name, out var good))
            throw new ArgumentException("The name is none that WorkspaceName reads.", nameof(name));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await LockAsync(transaction, person, cancellationToken) || await CountAsync(transaction, person, cancellationToken) >= Allowance)
            return null;
        var workspace = time.NewId<WorkspaceId>();
        await Workspaces.InsertAsync(transaction, workspace, person, good, Workspaces.StandardPlan, cancellationToken);
        var entry = new AuditEntry
        {
            Workspace = workspace, AppUser = person, Action = AuditAction.WorkspaceCreate, TargetId = workspace.ToString(), RequestId = requestId,
        };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return workspace;
    }

    /// <summary>One after the other for each person, so that the allowance holds however many ask at once.</summary>
    private static async Task<bool> LockAsync(NpgsqlTransaction transaction, AppUserId person, CancellationToken cancellationToken)
    {
        const string Sql = "select id from app_users where id = $1 and disabled_at is null for no key update";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = person.Value } } };
        return await command.ExecuteScalarAsync(cancellationToken) is Guid;
    }

    private static async Task<int> CountAsync(NpgsqlTransaction transaction, AppUserId person, CancellationToken cancellationToken)
    {
        const string Sql = "select workspaces_made_by($1)";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = person.Value } } };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
