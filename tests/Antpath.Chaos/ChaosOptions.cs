namespace Antpath.Chaos;

/// <summary>How much chaos, for how many runs.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Draws the runs, the troubles and the provider's faults.</summary>
    public required int Seed { get; init; }

    /// <summary>Runs submitted. Default 300; 1 to 10000.</summary>
    public int Runs { get; init; } = 300;

    /// <summary>Worker processes. Default 4; 1 to 16.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Workspaces the runs belong to, each with a provider key of its own. Default 3; 1 to 100.</summary>
    public int Workspaces { get; init; } = 3;

    /// <summary>Share of the provider's answers that go wrong, on every endpoint. Default 0.1; 0 to 0.5.</summary>
    public double FaultShare { get; init; } = 0.1;

    /// <summary>Whether the database is a primary with a synchronous standby, which is promoted in the middle after the primary was killed.</summary>
    public bool Failover { get; init; }

    /// <summary>How long troubles go on at most; they end sooner when nine of ten runs are terminal. Default 10 minutes.</summary>
    public TimeSpan TroubleMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long everything may take to come to rest once troubles have ended. Default 5 minutes.</summary>
    public TimeSpan QuietWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the processes' logs go. They are kept.</summary>
    public required string LogFolder { get; init; }
}
