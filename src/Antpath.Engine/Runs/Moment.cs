namespace Antpath.Engine.Runs;

/// <summary>Moments of the protocol around each outside effect.</summary>
internal enum Moment
{
    /// <summary>Nothing is written yet.</summary>
    BeforeIntent,

    /// <summary>Our intent is durable; nobody was asked.</summary>
    AfterIntent,

    /// <summary>The outside has done it and answered; our tables do not know yet.</summary>
    AfterReply,

    /// <summary>Everything is written in a transaction that is not committed: a death here undoes all of it.</summary>
    BeforeCommit,

    /// <summary>The answer is durable.</summary>
    AfterCommit,
}
