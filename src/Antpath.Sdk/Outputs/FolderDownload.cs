namespace Antpath;

/// <summary>Brings all outputs of a run into one folder, several at once.</summary>
internal static class FolderDownload
{
    public static async Task<IReadOnlyList<DownloadedOutput>> SaveAsync(
        IAsyncEnumerable<RunOutput> listed, string folder, DownloadOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Parallelism is < 1 or > 16)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(DownloadOptions.Parallelism)} must be from 1 to 16.");
        if (options.FilesMax is < 1 or > 100_000)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(DownloadOptions.FilesMax)} must be from 1 to 100,000.");

        if (options is { Overwrite: true, SkipExisting: true })
            throw new ArgumentException($"{nameof(DownloadOptions.Overwrite)} and {nameof(DownloadOptions.SkipExisting)} exclude each other.", nameof(options));

        var outputs = await ListAsync(listed, options.FilesMax, cancellationToken).ConfigureAwait(false);
        var root = Path.GetFullPath(folder);
        Directory.CreateDirectory(root);
        var names = LocalFileNames.Assign([.. outputs.Select(output => output.View.FileName)]);
        var tally = new DownloadTally(progress, [.. outputs.Select(output => output.View)]);
        var saved = new DownloadedOutput[outputs.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, outputs.Count), parallel, SaveOneAsync).ConfigureAwait(false);
        return saved;

        async ValueTask SaveOneAsync(int i, CancellationToken token) =>
            saved[i] = await outputs[i].SaveAsync(Path.Combine(root, names[i]), options, tally, token).ConfigureAwait(false);
    }

    private static async Task<List<RunOutput>> ListAsync(IAsyncEnumerable<RunOutput> listed, int filesMax, CancellationToken cancellationToken)
    {
        var outputs = new List<RunOutput>();
        await foreach (var output in listed.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (outputs.Count == filesMax)
            {
                throw new InvalidOperationException(
                    $"The run has more than {filesMax} outputs; raise {nameof(DownloadOptions)}.{nameof(DownloadOptions.FilesMax)} to fetch them all.");
            }

            outputs.Add(output);
        }

        return outputs;
    }
}
