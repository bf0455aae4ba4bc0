using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>One listing of a session's files.</summary>
/// <param name="AskedAt">Timestamp before the provider was asked: nothing that came later is missing by mistake.</param>
/// <param name="AnsweredAt">Timestamp of its answer: what is listed was there by then.</param>
/// <param name="Files">What was listed.</param>
internal sealed record FileListing(long AskedAt, long AnsweredAt, IReadOnlyList<SessionFile> Files)
{
    /// <summary>Whether two listings show the same files with the same sizes.</summary>
    public bool Agrees(FileListing other) =>
        Files.Select(f => (f.Id, f.SizeBytes)).ToHashSet().SetEquals(other.Files.Select(f => (f.Id, f.SizeBytes)));
}
