namespace Antpath.Engine.Runs;

/// <summary>What a run needs next, decided from where it is.</summary>
internal abstract record RunMove
{
    private RunMove()
    {
    }

    /// <summary>Take a slot and begin the first attempt.</summary>
    public sealed record Begin : RunMove;

    /// <summary>Create what is missing at the provider.</summary>
    public sealed record Provision : RunMove;

    /// <summary>Check the session and send the prompt.</summary>
    public sealed record Dispatch : RunMove;

    /// <summary>Look at the session.</summary>
    public sealed record Observe : RunMove;

    /// <summary>Record why, then interrupt the session.</summary>
    /// <param name="Code">The reason the phase <c>cancelling</c> carries.</param>
    public sealed record Interrupt(string Code) : RunMove;

    /// <summary>Look at the session no more: fix the ending and copy what files there are.</summary>
    public sealed record Settle(RunEnding Ending) : RunMove;

    /// <summary>Copy the session's files.</summary>
    public sealed record Capture : RunMove;

    /// <summary>Make the run terminal without capture: nothing can have been produced, or nobody wants it.</summary>
    public sealed record Finish(RunEnding Ending) : RunMove;

    /// <summary>Remove what was created.</summary>
    public sealed record CleanUp : RunMove;

    /// <summary>Give up clean-up: it stopped its workers too often.</summary>
    public sealed record AbandonCleanup : RunMove;

    /// <summary>Nothing: the lifecycle is over.</summary>
    public sealed record Nothing : RunMove;
}
