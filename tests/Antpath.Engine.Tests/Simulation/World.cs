using System.Globalization;
using System.Text;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>What one seed decides: time, chance, and the log of everything that happened. Nothing in it depends on the machine.</summary>
internal sealed class World(int seed)
{
    /// <summary>Every seed begins here, so that its log can be compared with another run's.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StringBuilder _log = new();
    private readonly HashSet<long> _milliseconds = [];

    public int Seed => seed;

    public Random Random { get; } = new(seed);

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>The first broken invariant: name and detail. Whoever finds one records it here, because the engine catches exceptions.</summary>
    public string? Broken { get; private set; }

    /// <summary>Whether faults still happen; off while the world heals.</summary>
    public bool Stormy { get; set; } = true;

    public string Log => _log.ToString();

    public void Tell(string happened) =>
        _log.Append(CultureInfo.InvariantCulture, $"{(Now - Start).TotalSeconds,10:F3} {happened}\n");

    public void Break(string invariant, string detail)
    {
        Broken ??= $"{invariant}: {detail}";
        Tell($"BROKEN {invariant}: {detail}");
    }

    public void Advance(TimeSpan by) => Now += by;

    public bool Chance(double share) => Random.NextDouble() < share;

    public TimeSpan Within(double seconds) => TimeSpan.FromMilliseconds(Math.Round(Random.NextDouble() * seconds * 1000));

    /// <summary>
    /// No two stamps share a millisecond: ids are UUIDv7, rows are read in the order of ids, and inside a millisecond that order would be chance the
    /// seed does not know.
    /// </summary>
    public DateTimeOffset Stamp(DateTimeOffset wanted)
    {
        var milliseconds = wanted.ToUnixTimeMilliseconds();
        while (!_milliseconds.Add(milliseconds))
            milliseconds++;
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
