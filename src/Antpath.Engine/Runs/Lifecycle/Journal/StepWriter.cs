using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>
/// Makes steps durable. While one transaction is on its way the next commits gather, so a busy worker shares each commit among many runs and an
/// idle one waits for nothing. Every transaction first locks the lease rows it depends on; a run whose lease does not hold writes nothing.
/// The model in <c>eng/model/lease.pml</c> takes this lock and check for one step, and shows what happens without them.
/// </summary>
internal sealed class StepWriter(NpgsqlDataSource database, ISecretVault vault, AntpathMetrics metrics)
{
    /// <summary>Runs in one transaction. More would only make each of them wait longer.</summary>
    private const int CommitsMax = 200;

    private readonly Lock _gate = new();
    private List<StepCommit> _waiting = [];
    private bool _flushing;

    /// <summary>Commits that wait for the transaction under way to end.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Writes a step's effects, together with whatever other steps are waiting.</summary>
    /// <exception cref="NpgsqlException">The database refused or is unreachable; nothing of this step was written, or its fate is unknown.</exception>
    public Task<CommitResult> CommitAsync(RunLease lease, params IReadOnlyList<StepWrite> writes)
    {
        var commit = new StepCommit(lease, writes);
        lock (_gate)
        {
            _waiting.Add(commit);
            if (!_flushing)
            {
                _flushing = true;
                _ = Task.Run(FlushAllAsync);
            }
        }

        return commit.Done;
    }

    private async Task FlushAllAsync()
    {
        while (true)
        {
            List<StepCommit> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _flushing = false;
                    return;
                }

                batch = Take();
            }

            await FlushAsync(batch);
        }
    }

    /// <summary>Each run at most once a batch, so that one lease row stands for one commit; the rest keeps its order.</summary>
    private List<StepCommit> Take()
    {
        var batch = new List<StepCommit>();
        var later = new List<StepCommit>();
        var runs = new HashSet<Guid>();
        foreach (var commit in _waiting)
        {
            if (batch.Count < CommitsMax && runs.Add(commit.Lease.Run.Value))
                batch.Add(commit);
            else
                later.Add(commit);
        }

        _waiting = later;
        return batch;
    }

    private async Task FlushAsync(List<StepCommit> batch)
    {
        try
        {
            await WriteAsync(batch);
        }
#pragma warning disable CA1031 // whatever went wrong belongs to the waiting steps, not to this loop
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // one row that cannot be written must not fail its neighbours; after a broken connection a second try of all is pointless
            if (batch.Count > 1 && exception is PostgresException or UnexpectedRowsException)
            {
                foreach (var commit in batch)
                    await FlushAsync([commit]);
                return;
            }

            foreach (var commit in batch)
                commit.Fail(exception);
        }
    }

    private async Task WriteAsync(List<StepCommit> batch)
    {
        // counters of a workspace are locked by several writers: always in this order
        batch.Sort((a, b) => (a.Lease.Workspace.Value, a.Lease.Run.Value).CompareTo((b.Lease.Workspace.Value, b.Lease.Run.Value)));
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var held = await LockAsync(connection, transaction, batch);
        List<StepCommit> writing = [.. batch.Where(held.ContainsKey)];
        var results = await ExecuteAsync(connection, transaction, writing);
        List<SecretReference> destroyed = [.. writing.SelectMany(c => c.Writes.Select(w => w.Destroys(c.Lease)).OfType<SecretReference>())];
        if (destroyed.Count > 0)
            await vault.DestroyAsync(transaction, destroyed, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);

        var row = 0;
        foreach (var commit in batch)
        {
            if (!held.TryGetValue(commit, out var signals))
            {
                commit.Lease.Lose();
                commit.Complete(new CommitResult.LeaseLost());
                continue;
            }

            commit.Complete(new CommitResult.Committed(results.GetRange(row, commit.Writes.Count), signals));
            row += commit.Writes.Count;
            foreach (var write in commit.Writes)
                write.Measure(metrics);
        }
    }

    private static async Task<Dictionary<StepCommit, RunSignals>> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<StepCommit> batch)
    {
        // the lock is held until commit: nobody can claim these runs before their writes are durable
        const string Sql = """
            select l.run_id, l.lease_token, l.lease_expires_at > clock_timestamp(),
                r.cancel_requested_at is not null, r.pending_delete_at is not null, coalesce(r.deadline_at <= clock_timestamp(), false)
            from run_leases l                        -- crosses workspaces on purpose: the fence of one transaction for many runs
            join runs r on r.workspace_id = l.workspace_id and r.id = l.run_id
            where l.run_id = any ($1)
            order by l.run_id
            for update of l
            """;
        var byRun = batch.ToDictionary(c => c.Lease.Run.Value);
        await using var command = new NpgsqlCommand(Sql, connection, transaction);
        command.Parameters.Add(new() { Value = byRun.Keys.Order().ToArray() });
        var held = new Dictionary<StepCommit, RunSignals>();
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            var commit = byRun[reader.GetGuid(0)];
            if (await reader.IsDBNullAsync(1, CancellationToken.None) || reader.GetGuid(1) != commit.Lease.Token || !reader.GetBoolean(2))
                continue;
            held.Add(commit, new RunSignals(reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5)));
        }

        return held;
    }

    private static async Task<List<int>> ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<StepCommit> commits)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var commit in commits)
        {
            foreach (var write in commit.Writes)
                batch.BatchCommands.Add(write.ToCommand(commit.Lease));
        }

        List<StepCommit> progressed = [.. commits.Where(c => c.Progress)];
        if (progressed.Count > 0)
            batch.BatchCommands.Add(ForgetFailedClaims(progressed));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(CancellationToken.None);

        var rows = new List<int>(batch.BatchCommands.Count);
        var index = 0;
        foreach (var commit in commits)
        {
            foreach (var write in commit.Writes)
            {
                var touched = batch.BatchCommands[index++].RecordsAffected;
                if (write.RowsExpected is { } expected && expected != touched)
                    throw new UnexpectedRowsException(commit.Lease.Run, write.GetType().Name, expected, touched);
                rows.Add(touched);
            }
        }

        return rows;
    }

    private static NpgsqlBatchCommand ForgetFailedClaims(List<StepCommit> commits)
    {
        const string Sql = """
            update run_leases set claim_count = 0    -- crosses workspaces on purpose: every run of this transaction made progress
            where run_id = any ($1) and claim_count <> 0
            """;
        return new NpgsqlBatchCommand(Sql).WithArray(commits.Select(c => c.Lease.Run.Value).ToArray());
    }
}
