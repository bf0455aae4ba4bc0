namespace Antpath.Engine.Providers.Claude;

/// <summary>How a call ended that brought no readable answer.</summary>
internal enum CallLoss
{
    /// <summary>No connection came about: name, connect or TLS failed.</summary>
    NotSent,

    /// <summary>The connection broke after the request may have been read.</summary>
    ConnectionLost,

    /// <summary>The call's time was over.</summary>
    TimedOut,

    /// <summary>A success that cannot be read.</summary>
    Unreadable,

    /// <summary>A success longer than accepted.</summary>
    TooLarge,
}
