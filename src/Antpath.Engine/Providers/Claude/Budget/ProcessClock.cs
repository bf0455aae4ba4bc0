namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>Time since this process began: it never goes back.</summary>
internal sealed class ProcessClock(TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_startedAt);

    public Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken) => Task.Delay(duration, time, cancellationToken);
}
