using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Ids;
using Antpath.Workspaces;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>The people of a workspace: who they are, and every change but joining, which is <see cref="InvitationAnswers"/>'.</summary>
public sealed class WorkspaceMembers(NpgsqlDataSource database, AuditTrail audit, ApiTokens tokens, IOptions<MembershipOptions> options)
{
    /// <summary>Members a list holds, and a deployment may allow.</summary>
    public const int ListMax = 1000;

    /// <summary>Everybody active in the workspace, the highest role first.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<MemberList> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        new() { Data = await MembershipRows.ListAsync(database, workspace, cancellationToken), MembersMax = options.Value.MembersMax };

    /// <summary>Gives a member another role. What their tokens may do follows the role.</summary>
    /// <param name="principal">Who asks; their role is judged here.</param>
    /// <param name="member">Whose role.</param>
    /// <param name="role">A value of <see cref="MemberRole"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MemberChangeResult> ChangeRoleAsync(Principal principal, AppUserId member, string role, CancellationToken cancellationToken)
    {
        if (!MemberRole.All.Contains(role, StringComparer.Ordinal))
            throw new ArgumentOutOfRangeException(nameof(role), "The role is none of MemberRole.");
        return ChangeAsync(
            principal, member, standing => MembershipRules.ChangeRole(standing, role),
            standing => standing.Target == role
                ? null
                : new Change([MembershipRows.SetRole(principal.Workspace, member, role)], AuditAction.MemberRole, new JsonObject { ["from"] = standing.Target, ["to"] = role }),
            cancellationToken);
    }

    /// <summary>Removes a member, or lets the asking person leave. Their API tokens of this workspace are revoked; runs they submitted go on.</summary>
    /// <param name="principal">Who asks; their role is judged here.</param>
    /// <param name="member">Who goes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MemberChangeResult> RemoveAsync(Principal principal, AppUserId member, CancellationToken cancellationToken) => ChangeAsync(
        principal, member, MembershipRules.Remove,
        standing => new Change(
            [MembershipRows.Remove(principal.Workspace, member), MembershipRows.RevokeTokens(principal.Workspace, member)],
            standing.Self ? AuditAction.MemberLeave : AuditAction.MemberRemove, new JsonObject { ["role"] = standing.Target }),
        cancellationToken);

    /// <summary>Makes a member the owner in the place of the asking one, who becomes an admin.</summary>
    /// <param name="principal">The owner who asks; their role is judged here.</param>
    /// <param name="member">The new owner.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MemberChangeResult> TransferAsync(Principal principal, AppUserId member, CancellationToken cancellationToken) => ChangeAsync(
        principal, member, MembershipRules.Transfer,
        standing => new Change(
            [MembershipRows.SetRole(principal.Workspace, member, MemberRole.Owner), MembershipRows.SetRole(principal.Workspace, principal.AppUser, MemberRole.Admin)],
            AuditAction.WorkspaceTransfer, new JsonObject { ["from"] = standing.Target }),
        cancellationToken);

    private async Task<MemberChangeResult> ChangeAsync(
        Principal principal, AppUserId member, Func<Standing, MembershipVerdict> judge, Func<Standing, Change?> plan, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (!await WorkspaceLock.TakeAsync(transaction, principal.Workspace, cancellationToken))
                return new MemberChangeResult.Closed();
            var standing = await MembershipRows.StandingAsync(transaction, principal.Workspace, principal.AppUser, member, cancellationToken);
            if (judge(standing) is var verdict and not MembershipVerdict.Allowed)
                return MemberChangeResult.Of(verdict);
            if (plan(standing) is { } change)
                await WriteAsync(transaction, principal, member, change, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        tokens.Forget(principal.Workspace);
        return new MemberChangeResult.Done(await ListAsync(principal.Workspace, cancellationToken));
    }

    private async Task WriteAsync(NpgsqlTransaction transaction, Principal principal, AppUserId member, Change change, CancellationToken cancellationToken)
    {
        await using (var batch = new NpgsqlBatch(transaction.Connection, transaction))
        {
            foreach (var command in change.Commands)
                batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await audit.WriteAsync(transaction, AuditEntry.By(principal, change.Action, member.ToString()) with { Detail = change.Detail }, cancellationToken);
    }

    /// <summary>What is written for an allowed change.</summary>
    private sealed record Change(IReadOnlyList<NpgsqlBatchCommand> Commands, string Action, JsonObject Detail);
}
