namespace Antpath;

/// <summary>How outputs are written to files.</summary>
public sealed record DownloadOptions
{
    /// <summary>
    /// Whether a file that is already there with other content may be replaced. Default false: such a file is an error. A file that already has
    /// the output's very content is left alone either way.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Whether a file that is already there with other content is left alone, and told (<see cref="DownloadedOutput.Kept"/>), instead of being an error.
    /// Default false; not together with <see cref="Overwrite"/>.
    /// </summary>
    public bool SkipExisting { get; init; }

    /// <summary>How many outputs are fetched at once. Default 4, range 1 to 16.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>The most outputs a folder download accepts. Default 10,000, range 1 to 100,000.</summary>
    public int FilesMax { get; init; } = 10_000;
}
