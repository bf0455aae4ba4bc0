namespace Antpath.Engine.Tests.Simulation;

/// <summary>What becomes of one call to the provider.</summary>
internal enum CallFate
{
    Done,

    /// <summary>Answered "not now", and nothing was done.</summary>
    Refused,

    /// <summary>Refused for good: the run's key is revoked.</summary>
    KeyRejected,

    /// <summary>Lost on the way there.</summary>
    Lost,

    /// <summary>Done, and the answer lost on the way back.</summary>
    AnswerLost,

    /// <summary>Given up by its caller, and done afterwards.</summary>
    Late,

    /// <summary>Its caller cut it; it may be done afterwards.</summary>
    Cut,
}
