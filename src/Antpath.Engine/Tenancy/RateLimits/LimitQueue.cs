using System.Threading.Channels;

namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>
/// Natural batching of one limit: while one statement is in the air, the next gathers whoever asks. One who comes alone waits for nobody; under load one
/// statement answers hundreds.
/// </summary>
internal sealed class LimitQueue(RateLimit limit, RateLimitBuckets buckets)
{
    /// <summary>Takes in one statement at most.</summary>
    public const int GroupMax = 256;

    /// <summary>Takes that may wait; more are held back at the door.</summary>
    public const int WaitingMax = 4096;

    private readonly Channel<WaitingTake> _waiting = Channel.CreateBounded<WaitingTake>(WaitingMax);
    private int _flushing;

    public async Task<RateLimitAnswer> TakeAsync(string subject, CancellationToken cancellationToken)
    {
        var take = new WaitingTake(subject);
        await _waiting.Writer.WriteAsync(take, cancellationToken);
        if (TryBecomeFlusher())
            _ = Task.Run(FlushAllAsync, CancellationToken.None);
        return await take.AnswerAsync(cancellationToken);
    }

    private bool TryBecomeFlusher() => Interlocked.CompareExchange(ref _flushing, 1, 0) == 0;

    private async Task FlushAllAsync()
    {
        do
        {
            for (var group = Gather(); group.Count > 0; group = Gather())
                await FlushAsync(group);
            Volatile.Write(ref _flushing, 0);
        }
        while (_waiting.Reader.TryPeek(out _) && TryBecomeFlusher()); // somebody may have come between the last look and leaving
    }

    private List<WaitingTake> Gather()
    {
        var group = new List<WaitingTake>();
        while (group.Count < GroupMax && _waiting.Reader.TryRead(out var take))
            group.Add(take);
        return group;
    }

    private async Task FlushAsync(List<WaitingTake> group)
    {
        var bySubject = group.GroupBy(take => take.Subject, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        try
        {
            var taken = await buckets.TakeAsync(limit, bySubject.ToDictionary(s => s.Key, s => s.Value.Count, StringComparer.Ordinal), CancellationToken.None);
            foreach (var (subject, takes) in bySubject)
            {
                var granted = taken[subject].Granted;
                for (var i = 0; i < takes.Count; i++)
                    takes[i].Answer(AnswerOf(taken[subject].Left, i < granted));
            }
        }
#pragma warning disable CA1031 // this loop serves many callers: whatever went wrong belongs to those who wait for this group, and to nobody else
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var take in group)
                take.Fail(e);
        }
    }

    private RateLimitAnswer AnswerOf(double left, bool granted) => new()
    {
        Granted = granted,
        Limit = limit,
        Remaining = (int)left,
        RetryAfter = granted ? TimeSpan.Zero : limit.Until(1, left),
        FullIn = limit.Until(limit.Burst, left),
    };
}
