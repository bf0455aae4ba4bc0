using Antpath.Runs;

namespace Antpath;

/// <summary>Where an output went.</summary>
/// <param name="Output">The output, with its true name.</param>
/// <param name="Path">Full path of the file. Its name may differ from the true one where that would not be safe or distinct.</param>
/// <param name="AlreadyThere">Whether the file was there before with exactly this content, so that nothing was fetched.</param>
public sealed record DownloadedOutput(OutputView Output, string Path, bool AlreadyThere)
{
    /// <summary>Whether another file was there and was left alone: the path does not hold the output.</summary>
    public bool Kept { get; init; }
}
