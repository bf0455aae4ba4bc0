using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Tenancy;

/// <summary>
/// What a workspace may do when its own row does not say. Section <c>Antpath:Plan</c>, environment <c>ANTPATH_PLAN_…</c>.
/// A run keeps the values that were in force when it was submitted.
/// </summary>
public sealed class PlanOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Plan";

    /// <summary>Runs that may be submitted and not terminal at once. Default 1000, 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int OpenRunsMax { get; set; } = 1000;

    /// <summary>Runs of one person that may be submitted and not terminal at once, in a workspace. 0 to 1,000,000. Default: as many as the workspace's.</summary>
    [Range(0, 1_000_000)]
    public int? OpenRunsPerUserMax { get; set; }

    /// <summary>Runs of one API token that may be submitted and not terminal at once. 0 to 1,000,000. Default: as many as the workspace's.</summary>
    [Range(0, 1_000_000)]
    public int? OpenRunsPerTokenMax { get; set; }

    /// <summary>Runs that may execute at once; others wait in the queue. Default 20, 0 to 100,000.</summary>
    [Range(0, 100_000)]
    public int ActiveRunsMax { get; set; } = 20;

    /// <summary>Seconds a run may last at most. Default 86,400, 30 to 604,800.</summary>
    [Range(30, 604_800)]
    public int DurationSecondsMax { get; set; } = 86_400;

    /// <summary>Bytes of outputs a workspace may keep. Default 10 GiB, from 0.</summary>
    [Range(0, long.MaxValue)]
    public long StorageBytesMax { get; set; } = 10L << 30;

    /// <summary>Attempts a run may have. Default 3, 1 to 100.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; set; } = 3;

    /// <summary>Seconds between two looks at the session of one run, at least; 0 leaves it to the worker's own pace. Default 0, to 3600.</summary>
    [Range(0, 3600)]
    public int PollSecondsMin { get; set; }

    /// <summary>Budget in US cents for templates that name none; 0 for no budget. Default 0, to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public long BudgetCentsDefault { get; set; }
}
