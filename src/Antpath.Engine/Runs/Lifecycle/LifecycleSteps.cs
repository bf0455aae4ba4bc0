namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>The steps of a run's life, in their order.</summary>
internal sealed record LifecycleSteps
{
    public required StepKit Kit { get; init; }

    public required BeginStep Begin { get; init; }

    public required ProvisionStep Provision { get; init; }

    public required DispatchStep Dispatch { get; init; }

    public required ObserveStep Observe { get; init; }

    public required CaptureStep Capture { get; init; }

    public required CaptureAgainStep CaptureAgain { get; init; }

    public required FinishStep Finish { get; init; }

    public required CleanUpStep CleanUp { get; init; }

    public bool DeadlinePassed(RunFacts facts) => facts.DeadlineAt <= Kit.Time.GetTimestamp();
}
