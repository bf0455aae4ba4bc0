namespace Antpath.Runs;

/// <summary>How far the removal of what a run created has come.</summary>
public static class CleanupStatus
{
    /// <summary>Not begun: the run is not terminal yet.</summary>
    public const string Pending = "pending";

    /// <summary>Being removed, or waiting for a retry.</summary>
    public const string InProgress = "in_progress";

    /// <summary>Everything is gone; the run's secret too.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Kept at the provider because the policy said so; the run's secret is gone.</summary>
    public const string Retained = "retained";

    /// <summary>Given up: something is left at the provider. The run's secret is gone.</summary>
    public const string Failed = "failed";

    /// <summary>Every value.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, InProgress, Succeeded, Retained, Failed];
}
