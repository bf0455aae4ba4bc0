using Antpath.Engine.Audit;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Secrets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Sweeps;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>Takes wishes to have the provider searched for leaks with a key, and shows how they stand. A worker carries them out: this side never calls the provider.</summary>
public sealed class ProviderSweeps(NpgsqlDataSource database, ISecretVault vault, SecretEnvelope envelope, AuditTrail audit, IOptions<SweepOptions> options, TimeProvider time)
{
    /// <summary>Stores the key in the vault for this one search, and the search as work to be done.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="request">The key, and whether to list only.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProviderSweepResult> RequestAsync(Principal principal, ProviderSweepRequest request, CancellationToken cancellationToken)
    {
        var id = time.NewId<ProviderSweepId>();
        var secret = await envelope.SealAsync(principal.Workspace, SecretOf(id), KeyBundle.Of(request.ApiKey), cancellationToken);
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await OpenAsync(transaction, principal.Workspace, cancellationToken) is not { } open)
                return new ProviderSweepResult.WorkspaceClosed();
            if (open >= options.Value.RequestsOpenMax)
                return new ProviderSweepResult.TooMany(options.Value.RequestsOpenMax);
            var secretIds = await vault.PutAsync(transaction, [secret], cancellationToken);
            await InsertAsync(transaction, principal, id, secretIds[0], request.DryRun, cancellationToken);
            await audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.ProviderSweep, id.ToString()), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return await GetAsync(principal.Workspace, id, cancellationToken) is { } view
            ? new ProviderSweepResult.Accepted(view)
            : new ProviderSweepResult.WorkspaceClosed();
    }

    /// <summary>One search with its report; null when the workspace has none of that id.</summary>
    public async Task<ProviderSweepView?> GetAsync(WorkspaceId workspace, ProviderSweepId id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch(workspace);
        batch.Add(SweepRows.ReadCommand(workspace, id));
        batch.Add(SweepRows.FindingsCommand(workspace, id, options.Value.FindingsMax));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var view = SweepRows.Read(reader);
        var findings = new List<ProviderSweepFinding>();
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            findings.Add(SweepRows.ReadFinding(reader));
        return view with { Findings = findings };
    }

    /// <summary>Vault entries are filed under the run they belong to; this one belongs to a search, whose id no run ever has.</summary>
    internal static RunId SecretOf(ProviderSweepId sweep) => new(sweep.Value);

    private static async Task<int?> OpenAsync(NpgsqlTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // under the lock that a workspace's deletion takes, so that no key is stored behind its back
        const string Sql = """
            with locked as (select workspace_id from workspace_counters where workspace_id = $1 for update)
            select (select count(*)::integer from provider_sweeps where workspace_id = $1 and finished_at is null)
            from locked
            join workspaces w on w.id = locked.workspace_id
            where w.status = 'active'
            """;
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    private async Task InsertAsync(
        NpgsqlTransaction transaction, Principal principal, ProviderSweepId id, Guid secret, bool dryRun, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into provider_sweeps (workspace_id, id, app_user_id, api_token_id, dry_run, secret_id, deadline_at)
            values (@workspace, @id, @user, @token, @dry, @secret, now() + @deadline)
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("workspace", principal.Workspace.Value);
        command.Parameters.AddWithValue("id", id.Value);
        command.Parameters.AddWithValue("user", principal.AppUser.Value);
        command.Parameters.Add(new NpgsqlParameter("token", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = (object?)principal.ApiToken?.Value ?? DBNull.Value });
        command.Parameters.AddWithValue("dry", dryRun);
        command.Parameters.AddWithValue("secret", secret);
        command.Parameters.AddWithValue("deadline", options.Value.RequestDeadline);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
