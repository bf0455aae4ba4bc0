using Antpath.Engine.Database.Rows;
using Antpath.Engine.Secrets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Submission;

/// <summary>
/// Writes one group of submissions in one transaction. Every submission of a workspace, in whatever process, passes through the lock on that workspace's
/// counters, so quota and idempotency keys are decided on facts that cannot change before the commit.
/// </summary>
internal sealed class SubmissionWriter(NpgsqlDataSource database, ISecretVault vault, IOptions<PlanOptions> plan)
{
    private const string OpenStatus = "active";

    /// <returns>The decisions; those that insert are committed.</returns>
    public async Task<GroupOutcome> WriteAsync(IReadOnlyList<NewRun> group, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var facts = await LookAsync(transaction, group, cancellationToken);
        var decisions = SubmissionDecisions.Decide(group, facts.Workspaces, facts.Holders, facts.OpenRuns);
        var accepted = group.Where((_, i) => decisions[i] is SubmissionDecision.Insert).ToList();
        if (accepted.Count > 0)
        {
            var secretIds = await vault.PutAsync(transaction, [.. accepted.Select(r => r.Secret)], cancellationToken);
            await InsertAsync(transaction, accepted, secretIds, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new GroupOutcome(facts.Now, decisions);
    }

    private async Task<GroupFacts> LookAsync(NpgsqlTransaction transaction, IReadOnlyList<NewRun> group, CancellationToken cancellationToken)
    {
        // Sorted against deadlocks. Each statement has its own snapshot: what the later three read was committed before the locks were taken, or after
        // whoever held them.
        Guid[] ids = [.. group.Select(r => r.Workspace.Value).Distinct().Order()];
        var keyed = group.Where(r => r.IdempotencyKey is not null).ToList();
        await using var batch = transaction.CreateBatch(RowContext.Of(group.Select(r => r.Workspace)));
        batch.Add(SubmissionRows.LockCounters(ids));
        batch.Add(SubmissionRows.ReadWorkspaces(ids));
        batch.Add(SubmissionRows.ReadKeyHolders(keyed));
        batch.Add(SubmissionRows.CountOwned([.. group.SelectMany(RunOwner.Of).Distinct()], plan.Value));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var openRuns = new Dictionary<Guid, int>();
        var now = DateTimeOffset.MinValue;
        while (await reader.ReadAsync(cancellationToken))
        {
            openRuns.Add(reader.GetGuid(0), reader.GetInt32(1));
            now = reader.GetFieldValue<DateTimeOffset>(2);
        }

        await reader.NextResultAsync(cancellationToken);
        var workspaces = new Dictionary<WorkspaceId, WorkspaceFacts>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (openRuns.TryGetValue(reader.GetGuid(0), out var open))
                workspaces.Add(new WorkspaceId(reader.GetGuid(0)), ReadFacts(reader, open));
        }

        await reader.NextResultAsync(cancellationToken);
        var holders = new Dictionary<(WorkspaceId Workspace, string Key), KeyHolder>();
        while (await reader.ReadAsync(cancellationToken))
            holders[(new WorkspaceId(reader.GetGuid(0)), reader.GetString(1))] = new KeyHolder(new RunId(reader.GetGuid(2)), reader.GetFieldValue<byte[]>(3));

        await reader.NextResultAsync(cancellationToken);
        var owned = new Dictionary<RunOwner, int>();
        while (await reader.ReadAsync(cancellationToken))
            owned[ReadOwner(reader)] = reader.GetInt32(3);
        return new GroupFacts(now, workspaces, holders, owned);
    }

    private WorkspaceFacts ReadFacts(NpgsqlDataReader reader, int openRuns) => new()
    {
        Open = reader.GetString(1) == OpenStatus,
        OpenRuns = openRuns,
        OpenRunsMax = reader.IsDBNull(2) ? plan.Value.OpenRunsMax : reader.GetInt32(2),
        OpenRunsPerUserMax = reader.IsDBNull(4) ? plan.Value.OpenRunsPerUserMax : reader.GetInt32(4),
        OpenRunsPerTokenMax = reader.IsDBNull(5) ? plan.Value.OpenRunsPerTokenMax : reader.GetInt32(5),
        DurationSecondsMax = reader.IsDBNull(3) ? plan.Value.DurationSecondsMax : reader.GetInt32(3),
    };

    private static RunOwner ReadOwner(NpgsqlDataReader reader) => new(
        new WorkspaceId(reader.GetGuid(0)), new AppUserId(reader.GetGuid(1)), reader.IsDBNull(2) ? null : new ApiTokenId(reader.GetGuid(2)));

    private static async Task InsertAsync(
        NpgsqlTransaction transaction, IReadOnlyList<NewRun> runs, IReadOnlyList<Guid> secretIds, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                SubmissionRows.InsertRuns(runs, secretIds),
                SubmissionRows.InsertLeases(runs),
                SubmissionRows.InsertEvents(runs),
                SubmissionRows.CountOpenRuns(runs),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
