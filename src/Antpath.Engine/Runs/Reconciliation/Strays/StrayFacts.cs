using Antpath.Ids;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>What the tables say about a resource that carries our marker.</summary>
internal sealed record StrayFacts
{
    /// <summary>Nothing: no run of this database has the id in its marker.</summary>
    public static StrayFacts UnknownRun { get; } = new();

    /// <summary>Whose run it is, or null when no run has that id.</summary>
    public WorkspaceId? Workspace { get; init; }

    public RunId? Run { get; init; }

    /// <summary>Whether the run's lifecycle goes on.</summary>
    public bool RunLive { get; init; }

    /// <summary>Whether its user wants everything of it gone.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether the files of its session are known to be captured.</summary>
    public bool Captured { get; init; }

    /// <summary>Whether the run is just asking for one of this kind, without a known answer.</summary>
    public bool Asking { get; init; }

    /// <summary>The journal entry with this provider id, or null.</summary>
    public ResourceId? Entry { get; init; }

    /// <summary>What the entry says of its clean-up.</summary>
    public string? EntryStatus { get; init; }

    /// <summary>How long the entry has said removed.</summary>
    public TimeSpan? RemovedFor { get; init; }
}
