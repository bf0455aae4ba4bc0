namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>What follows a failed step before the prompt was sent.</summary>
internal abstract record AfterFailure
{
    private AfterFailure()
    {
    }

    /// <summary>Try the step again later.</summary>
    public sealed record Retry : AfterFailure;

    /// <summary>Abandon the attempt and begin another.</summary>
    public sealed record NewAttempt : AfterFailure;

    /// <summary>End the run.</summary>
    public sealed record Fail(RunEnding Ending) : AfterFailure;
}
