namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>Who goes first when turns are short.</summary>
internal enum CallLane
{
    /// <summary>Work: creates, sends, looks.</summary>
    Ordinary,

    /// <summary>Interrupts and removals: they end cost, and never wait behind looks.</summary>
    Ending,
}
