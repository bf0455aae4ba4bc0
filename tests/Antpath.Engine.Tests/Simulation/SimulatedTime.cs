namespace Antpath.Engine.Tests.Simulation;

/// <summary>One process's clocks: they follow the world's, with an offset and a speed of their own.</summary>
/// <param name="world">The world it is in; a server outlives one.</param>
/// <param name="skew">How far its wall clock is off.</param>
/// <param name="rate">How fast its clocks run; 1 is right.</param>
/// <param name="stopped">A mutation: the clock that tells how old a lease is stands still.</param>
internal sealed class SimulatedTime(Func<World> world, TimeSpan skew, double rate, bool stopped = false) : TimeProvider
{
    /// <summary>Timestamps do not begin at zero, so that a forgotten one shows.</summary>
    private const long FirstTimestamp = 1_000_000_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world().Stamp(world().Now + skew);

    public override long GetTimestamp() => stopped ? FirstTimestamp : FirstTimestamp + (long)((world().Now - World.Start).Ticks * rate);
}
