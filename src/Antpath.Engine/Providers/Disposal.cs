namespace Antpath.Engine.Providers;

/// <summary>How the removal of a provider resource ended well.</summary>
public enum Disposal
{
    /// <summary>Deleted by this call.</summary>
    Deleted,

    /// <summary>Archived by this call: the kind has no delete, or the delete was refused for good.</summary>
    Archived,

    /// <summary>It was gone already.</summary>
    AlreadyGone,
}
