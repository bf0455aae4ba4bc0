namespace Antpath.Engine.Outputs.Archives;

/// <summary>How following the link of an archive ended.</summary>
public abstract record ArchiveOpening
{
    private ArchiveOpening()
    {
    }

    /// <summary>The archive can be written.</summary>
    public sealed record Opened(RunArchive Archive) : ArchiveOpening;

    /// <summary>The link was good once.</summary>
    public sealed record Expired : ArchiveOpening;

    /// <summary>The token was cut or changed, or the run is gone.</summary>
    public sealed record Invalid : ArchiveOpening;
}
