namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What follows a step.</summary>
public abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>Take the next step after a while, under the same lease.</summary>
    public sealed record Again(TimeSpan After) : StepResult;

    /// <summary>Give the run back; it is due again after a while.</summary>
    public sealed record GiveBack(TimeSpan DueIn) : StepResult;

    /// <summary>The lifecycle is over and the lease row gone.</summary>
    public sealed record Over : StepResult;

    /// <summary>Another worker's run now. Drop it.</summary>
    public sealed record LeaseLost : StepResult;

    /// <summary>Take the next step at once.</summary>
    public static StepResult AtOnce { get; } = new Again(TimeSpan.Zero);
}
