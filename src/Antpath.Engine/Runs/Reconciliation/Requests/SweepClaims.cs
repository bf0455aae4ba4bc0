using Antpath.Engine.Database;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Secrets;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>Claims searches, fences their writes, ends them. A search ends in the transaction that destroys its key.</summary>
internal sealed class SweepClaims(NpgsqlDataSource database, ISecretVault vault, SweepOptions options, WorkerOptions worker, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Claims the oldest search that nobody holds; null when there is none.</summary>
    public async Task<HeldSweep?> ClaimAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_sweeps                   -- crosses workspaces on purpose: this is the claim
            set status = 'running', status_code = 'running', status_message = 'Looking through the provider''s listings.',
                lease_owner = $1, lease_token = $2, lease_expires_at = now() + $3, claim_count = claim_count + 1, started_at = coalesce(started_at, now()),
                found_count = (select count(*) from provider_sweep_findings f where f.sweep_id = provider_sweeps.id and f.action = 'removed')
            where id = any (array(
                select id
                from provider_sweeps
                where finished_at is null and deadline_at > now() and claim_count < $4 and (lease_expires_at is null or lease_expires_at < now())
                order by created_at, id
                limit 1
                for update skip locked))
            returning id, workspace_id, secret_id, dry_run, deadline_at - now()
            """;
        var token = time.NewUuid();
        var askedAt = LeaseClock.Instant.Now(time);
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = worker.Name });
        command.Parameters.Add(new() { Value = token });
        command.Parameters.Add(new() { Value = options.RequestLeaseTtl });
        command.Parameters.Add(new() { Value = (short)options.RequestClaimsMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var id = new ProviderSweepId(reader.GetGuid(0));
        var secret = new SecretReference(new WorkspaceId(reader.GetGuid(1)), ProviderSweeps.SecretOf(id), reader.GetGuid(2));
        var lease = new RunLease(secret.Run, secret.Workspace, token, 1, new LeaseClock(time, options.RequestLeaseTtl, Margin, askedAt));
        return new HeldSweep(id, secret, reader.GetBoolean(3), reader.GetTimeSpan(4), lease);
    }

    /// <summary>Runs a write under the fence, and renews the lease with it.</summary>
    /// <exception cref="LeaseLostException">Another worker holds the search, or it is over; nothing was written.</exception>
    public async Task WriteAsync(HeldSweep held, Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        var askedAt = LeaseClock.Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await FenceAsync(transaction, held, cancellationToken))
        {
            held.Lease.Lose();
            throw new LeaseLostException(held.Lease.Run);
        }

        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
        held.Lease.Renewed(askedAt);
    }

    /// <summary>Ends a search, and its key with it.</summary>
    public Task FinishAsync(HeldSweep held, string status, string code, string message, CancellationToken cancellationToken) =>
        WriteAsync(
            held,
            async transaction =>
            {
                await EndAsync(transaction, held.Workspace, held.Id, status, code, message, cancellationToken);
                await vault.DestroyAsync(transaction, [held.Secret], cancellationToken);
            },
            cancellationToken);

    /// <summary>Gives a search back, to be claimed again after a while.</summary>
    public async Task ReleaseAsync(HeldSweep held, TimeSpan dueIn, CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_sweeps
            set lease_expires_at = now() + $4, status_code = 'waiting', status_message = 'The provider did not answer as hoped; a worker tries again.'
            where workspace_id = $1 and id = $2 and lease_token = $3 and lease_expires_at > now() and finished_at is null
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = held.Workspace.Value });
        command.Parameters.Add(new() { Value = held.Id.Value });
        command.Parameters.Add(new() { Value = held.Lease.Token });
        command.Parameters.Add(new() { Value = dueIn });
        await command.ExecuteNonQueryAsync(cancellationToken);
        held.Lease.Lose();
    }

    /// <summary>Ends searches whose deadline passed, or whose workers stopped again and again, and their keys with them.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAsync(int limit, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var (secret, late) in await FindExpiredAsync(limit, cancellationToken))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var id = new ProviderSweepId(secret.Run.Value);
            var (status, code, message) = late
                ? ("expired", "deadline_passed", "It took longer than it may; its key is destroyed. Ask again to go on where it stopped.")
                : ("failed", "attempts_exhausted", "Workers could not finish it; its key is destroyed. The operator can see why in the logs.");
            if (!await EndAsync(transaction, secret.Workspace, id, status, code, message, cancellationToken))
                continue;
            await vault.DestroyAsync(transaction, [secret], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            ended++;
        }

        return ended;
    }

    private async Task<bool> FenceAsync(NpgsqlTransaction transaction, HeldSweep held, CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_sweeps set lease_expires_at = now() + $4
            where workspace_id = $1 and id = $2 and lease_token = $3 and lease_expires_at > now() and finished_at is null and deadline_at > now()
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = held.Workspace.Value }, new() { Value = held.Id.Value }, new() { Value = held.Lease.Token }, new() { Value = options.RequestLeaseTtl },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private async Task<List<(SecretReference Secret, bool Late)>> FindExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select workspace_id, id, secret_id, deadline_at <= now()
            from provider_sweeps
            where finished_at is null
                and (deadline_at <= now() or claim_count >= $1 and (lease_expires_at is null or lease_expires_at < now()))
            order by created_at, id
            limit $2
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = (short)options.RequestClaimsMax });
        command.Parameters.Add(new() { Value = limit });
        var expired = new List<(SecretReference, bool)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            expired.Add((new SecretReference(new WorkspaceId(reader.GetGuid(0)), new RunId(reader.GetGuid(1)), reader.GetGuid(2)), reader.GetBoolean(3)));
        return expired;
    }

    private static async Task<bool> EndAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, ProviderSweepId id, string status, string code, string message, CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_sweeps
            set status = $3, status_code = $4, status_message = $5, finished_at = now(), secret_id = null,
                lease_owner = null, lease_token = null, lease_expires_at = null
            where workspace_id = $1 and id = $2 and finished_at is null
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = workspace.Value }, new() { Value = id.Value }, new() { Value = status }, new() { Value = code }, new() { Value = message } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
