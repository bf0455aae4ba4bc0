namespace Antpath.Engine.Tests.Simulation;

/// <summary>A timer of one simulated process.</summary>
internal sealed class SimulatedTimer(SimulatedTime time, Action callback) : ITimer
{
    /// <summary>The process's timestamp at which it goes off, or null when it is not set.</summary>
    public long? DueAt { get; set; }

    public void GoOff() => callback();

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        time.Set(this, dueTime);
        return true;
    }

    public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
