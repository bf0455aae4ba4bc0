using System.Threading.Channels;
using Antpath.Engine.Telemetry;
using Npgsql;

namespace Antpath.Engine.Runs.Submission;

/// <summary>
/// Natural batching: while one group is being committed, the next gathers. A lone submission waits for nobody; under load one commit serves hundreds.
/// </summary>
internal sealed class SubmissionGroups(SubmissionWriter writer, RunWakeups wakeups, AntpathMetrics metrics)
{
    /// <summary>Submissions in a group at most.</summary>
    public const int GroupMax = 256;

    /// <summary>Bytes of sealed secrets and snapshots in a group at most, unless one alone has more.</summary>
    public const int GroupBytesMax = 8 << 20;

    /// <summary>Submissions that may wait; more are held back at the door.</summary>
    public const int WaitingMax = 4096;

    /// <summary>Groups in the air at once: a large bundle does not hold everybody up.</summary>
    public const int FlushersMax = 2;

    private readonly Channel<PendingSubmission> _waiting = Channel.CreateBounded<PendingSubmission>(WaitingMax);
    private int _flushers;

    /// <summary>Waits until the submission's group is committed.</summary>
    /// <returns>The transaction's time and the decision.</returns>
    public async Task<(DateTimeOffset CommittedAt, SubmissionDecision Decision)> SubmitAsync(NewRun run, CancellationToken cancellationToken)
    {
        var pending = new PendingSubmission(run, cancellationToken);
        await _waiting.Writer.WriteAsync(pending, cancellationToken);
        if (TryBecomeFlusher())
            _ = Task.Run(FlushAllAsync, CancellationToken.None);
        return await pending.AnswerAsync();
    }

    /// <summary>Takes a place among the flushers. Fails only while all places are taken, and whoever leaves one looks at the queue again.</summary>
    private bool TryBecomeFlusher()
    {
        while (true)
        {
            var now = Volatile.Read(ref _flushers);
            if (now == FlushersMax)
                return false;
            if (Interlocked.CompareExchange(ref _flushers, now + 1, now) == now)
                return true;
        }
    }

    private async Task FlushAllAsync()
    {
        do
        {
            for (var group = Gather(); group.Count > 0; group = Gather())
                await FlushAsync(group, mayRepeat: true);
            Interlocked.Decrement(ref _flushers);
        }
        while (_waiting.Reader.TryPeek(out _) && TryBecomeFlusher());
    }

    private List<PendingSubmission> Gather()
    {
        var group = new List<PendingSubmission>();
        long bytes = 0;
        while (group.Count < GroupMax && bytes < GroupBytesMax && _waiting.Reader.TryRead(out var pending))
        {
            if (pending.Abandoned)
                continue;
            group.Add(pending);
            bytes += pending.Run.Weight;
        }

        return group;
    }

    private async Task FlushAsync(List<PendingSubmission> group, bool mayRepeat)
    {
        try
        {
            var outcome = await writer.WriteAsync([.. group.Select(p => p.Run)], CancellationToken.None);
            if (outcome.Decisions.Any(d => d is SubmissionDecision.Insert))
                _ = wakeups.NotifyAsync();
            for (var i = 0; i < group.Count; i++)
            {
                metrics.Submitted(outcome.Decisions[i]);
                group[i].Answer(outcome.CommittedAt, outcome.Decisions[i]);
            }
        }
        catch (PostgresException e) when (mayRepeat && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            await FlushAsync(group, mayRepeat: false);
        }
        catch (PostgresException e) when (group.Count > 1 && IsOfOneRow(e))
        {
            // One row is at fault and nothing was kept: halving finds it without failing its neighbours.
            await FlushAsync(group[..(group.Count / 2)], mayRepeat);
            await FlushAsync(group[(group.Count / 2)..], mayRepeat);
        }
#pragma warning disable CA1031 // this loop serves many callers: whatever went wrong belongs to those who wait for this group, and to nobody else
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var pending in group)
                pending.Fail(e);
        }
    }

    /// <summary>Classes 22 (data), 23 (integrity) and 54 (limits): the same rows would fail again.</summary>
    private static bool IsOfOneRow(PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal)
        || exception.SqlState.StartsWith("23", StringComparison.Ordinal)
        || exception.SqlState.StartsWith("54", StringComparison.Ordinal);
}
