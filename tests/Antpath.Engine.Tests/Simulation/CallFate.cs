namespace Antpath.Engine.Tests.Simulation;

/// <summary>What becomes of one call to the provider.</summary>
internal enum CallFate
{
    Done,

    /// <summary>Answered "not now", and nothing was done.</summary>
    Refused,

    /// <summary>Lost on the way there.</summary>
    Lost,

    /// <summary>Done, and the answer lost on the way back.</summary>
    AnswerLost,
}
