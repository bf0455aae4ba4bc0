using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>What one seed decides: time, chance, and the log of everything that happened. Nothing in it depends on the machine.</summary>
internal sealed partial class World(int seed)
{
    /// <summary>Every seed begins here, so that its log can be compared with another run's.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StringBuilder _log = new();
    private readonly Dictionary<long, long> _nextFree = [];
    private readonly Dictionary<Guid, string> _names = [];

    public int Seed => seed;

    /// <summary>Which faults there are, and how strong.</summary>
    public Weather Weather { get; } = Weather.Of(new Random(~seed));

    public Random Random { get; } = new(seed);

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>The first broken invariant: name and detail. Whoever finds one records it here, because the engine catches exceptions.</summary>
    public string? Broken { get; private set; }

    public LastWarnings Warnings { get; } = new();

    /// <summary>Whether faults still happen; off while the world heals.</summary>
    public bool Stormy { get; set; } = true;

    public string Log => _log.ToString();

    public void Tell(string happened) =>
        _log.Append(CultureInfo.InvariantCulture, $"{(Now - Start).TotalSeconds,10:F3} {happened}\n");

    /// <summary>Gives an id the name by which the log and broken invariants call it: ids differ from one replay to the next.</summary>
    public void Name(Guid id, string name) => _names[id] = name;

    public string NameOf(Guid id) => _names.GetValueOrDefault(id, "?");

    public void Break(string invariant, string detail)
    {
        var broken = $"{invariant}: {AnyId().Replace(detail, id => NameOf(Guid.Parse(id.Value)))}";
        Broken ??= broken;
        Tell($"BROKEN {broken}");
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
        var wantedAt = wanted.ToUnixTimeMilliseconds();
        lock (_nextFree)
        {
            var free = wantedAt;
            while (_nextFree.TryGetValue(free, out var next))
                free = next;
            _nextFree[free] = free + 1;
            if (free != wantedAt)
                _nextFree[wantedAt] = free + 1; // the next one does not walk the same way again
            return DateTimeOffset.FromUnixTimeMilliseconds(free);
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnyId();
}
