namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Moments of the protocol around each outside effect.</summary>
internal enum Moment
{
    /// <summary>Nothing is written yet.</summary>
    BeforeIntent,

    /// <summary>Our intent is durable; nobody was asked.</summary>
    AfterIntent,

    /// <summary>The outside has done it and answered; our tables do not know yet.</summary>
    AfterReply,

    /// <summary>The answer is durable.</summary>
    AfterCommit,
}
