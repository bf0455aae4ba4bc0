namespace Antpath.Engine.Runs.Lifecycle.Cleanup;

/// <summary>What clean-up does about one journal entry.</summary>
internal enum Removal
{
    /// <summary>Nothing: it is over.</summary>
    None,

    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Find out whether it exists at all.</summary>
    Search,

    /// <summary>Remove it at the provider.</summary>
    Dispose,

    /// <summary>Keep it there and say so.</summary>
    Retain,

    /// <summary>It went with what contained it.</summary>
    Gone,

    /// <summary>What contains it could not be removed.</summary>
    GiveUp,
}
