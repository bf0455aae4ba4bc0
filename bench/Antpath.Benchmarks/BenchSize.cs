namespace Antpath.Benchmarks;

/// <summary>How much is done. Full takes about five minutes, quick less than two; tiny only shows that everything still runs.</summary>
internal sealed record BenchSize
{
    public static readonly BenchSize Full = new()
    {
        Name = "full",
        Sessions = 500,
        PollSeconds = 60,
        Submissions = 10_000,
        StartsPerSecond = 50,
        StartSeconds = 20,
        Runs = 300,
        CaptureMegabytes = 512,
        HeldRuns = 500,
    };

    public static readonly BenchSize Quick = new()
    {
        Name = "quick",
        Sessions = 500,
        PollSeconds = 15,
        Submissions = 2_000,
        StartsPerSecond = 50,
        StartSeconds = 4,
        Runs = 60,
        CaptureMegabytes = 64,
        HeldRuns = 150,
    };

    public static readonly BenchSize Tiny = new()
    {
        Name = "tiny",
        Sessions = 5,
        PollSeconds = 1,
        Submissions = 20,
        StartsPerSecond = 5,
        StartSeconds = 1,
        Runs = 2,
        CaptureMegabytes = 1,
        HeldRuns = 2,
    };

    public required string Name { get; init; }

    /// <summary>Emulated sessions that run at the same time.</summary>
    public required int Sessions { get; init; }

    /// <summary>How long they are polled.</summary>
    public required int PollSeconds { get; init; }

    /// <summary>Runs submitted through the API as fast as it takes them.</summary>
    public required int Submissions { get; init; }

    /// <summary>Steady rate of the start latency.</summary>
    public required int StartsPerSecond { get; init; }

    public required int StartSeconds { get; init; }

    /// <summary>Whole lives whose cost is counted.</summary>
    public required int Runs { get; init; }

    /// <summary>Size of the one captured file in MiB.</summary>
    public required int CaptureMegabytes { get; init; }

    /// <summary>Running sessions that one worker holds.</summary>
    public required int HeldRuns { get; init; }
}
