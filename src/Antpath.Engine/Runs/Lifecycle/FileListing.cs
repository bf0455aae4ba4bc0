using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>One listing of a session's files.</summary>
/// <param name="At">Timestamp of this process.</param>
/// <param name="Files">What was listed.</param>
internal sealed record FileListing(long At, IReadOnlyList<SessionFile> Files)
{
    /// <summary>Whether two listings show the same files with the same sizes.</summary>
    public bool Agrees(FileListing other) =>
        Files.Select(f => (f.Id, f.SizeBytes)).ToHashSet().SetEquals(other.Files.Select(f => (f.Id, f.SizeBytes)));
}
