namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// Which faults a seed has and how strong they are. If every fault were everywhere, no run would get far; a seed that has few of them gets to places
/// where those few matter.
/// </summary>
internal sealed record Weather
{
    private const double Strongest = 6;

    /// <summary>The kinds of calls one of which a seed may make worse than all others.</summary>
    private static readonly string[] Kinds = ["create", "create", "send", "send", "send", "interrupt", "events", "files", "open", "dispose", "store"];

    /// <summary>Weight of a step's going on: how much gets done before something else happens.</summary>
    public required double Haste { get; init; }

    /// <summary>Share of calls answered "not now".</summary>
    public required double Refused { get; init; }

    /// <summary>Share of calls lost on their way there.</summary>
    public required double Lost { get; init; }

    /// <summary>Share of calls whose answer is lost.</summary>
    public required double AnswerLost { get; init; }

    /// <summary>Share of calls that take effect only after their time-out.</summary>
    public required double Late { get; init; }

    /// <summary>Share of calls that are not answered until somebody cuts them.</summary>
    public required double Hangs { get; init; }

    /// <summary>The kind of call that has trouble more often than not, whatever the weather, for its first calls; or null.</summary>
    public required string? Rough { get; init; }

    /// <summary>Share of the output store's calls that fail.</summary>
    public required double StoreFails { get; init; }

    /// <summary>Weights of what happens to a worker.</summary>
    public required double Dies { get; init; }

    public required double Freezes { get; init; }

    public required double LosesDatabase { get; init; }

    public required double LosesProvider { get; init; }

    public required double MissesCommit { get; init; }

    public required double ClockIsSet { get; init; }

    /// <summary>Weights of what users do to a run.</summary>
    public required double Cancels { get; init; }

    public required double Deletes { get; init; }

    public required double Revokes { get; init; }

    /// <summary>How late lists show what is new, at most.</summary>
    public required double ListLagSeconds { get; init; }

    public static Weather Of(Random random) => new()
    {
        Haste = new[] { 8, 25, 80 }[random.Next(3)],
        Refused = Strength(random, 0.03),
        Lost = Strength(random, 0.03),
        AnswerLost = Strength(random, 0.06),
        Late = Strength(random, 0.03),
        Hangs = Strength(random, 0.01),
        Rough = random.Next(4) == 0 ? null : Kinds[random.Next(Kinds.Length)],
        StoreFails = Strength(random, 0.03),
        Dies = Strength(random, 0.3),
        Freezes = Strength(random, 0.25),
        LosesDatabase = Strength(random, 0.15),
        LosesProvider = Strength(random, 0.15),
        MissesCommit = Strength(random, 0.3),
        ClockIsSet = Strength(random, 0.1),
        Cancels = Strength(random, 0.05),
        Deletes = Strength(random, 0.03),
        Revokes = random.Next(8) == 0 ? 0.05 : 0,
        ListLagSeconds = random.Next(4) == 0 ? 0 : SimulatedProvider.ListLagSecondsMax,
    };

    /// <summary>Off as often as not; otherwise from half the usual strength to the strongest.</summary>
    private static double Strength(Random random, double usual)
    {
        var (on, power) = (random.Next(2) == 0, random.NextDouble());
        return on ? usual * 0.5 * Math.Pow(Strongest * 2, power) : 0;
    }
}
