namespace Antpath.Runs;

/// <summary>A run's journal of provider resources and the tries to remove them.</summary>
public sealed record ResourceList
{
    /// <summary>Journal entries, oldest first.</summary>
    public required IReadOnlyList<ResourceView> Data { get; init; }

    /// <summary>Clean-up tries, oldest first.</summary>
    public required IReadOnlyList<CleanupAttemptView> CleanupAttempts { get; init; }
}
