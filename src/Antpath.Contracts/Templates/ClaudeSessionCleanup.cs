namespace Antpath.Templates;

/// <summary>What happens to a run's session at the provider.</summary>
public enum ClaudeSessionCleanup
{
    /// <summary>Removed, with everything created for the run.</summary>
    Delete,

    /// <summary>Kept there for inspection.</summary>
    Retain,
}
