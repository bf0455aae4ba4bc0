using Antpath.Runs;

namespace Antpath;

/// <summary>Adds up what parallel downloads report.</summary>
internal sealed class DownloadTally(IProgress<DownloadProgress>? progress, IReadOnlyList<OutputView> outputs)
{
    private readonly long _bytesTotal = outputs.Sum(output => output.SizeBytes);
    private long _bytesDone;
    private int _filesDone;

    /// <summary>The reporter of one output: takes its position, which may go back when a download starts over.</summary>
    public Action<long> Of(OutputView output)
    {
        var last = 0L;
        return position =>
        {
            var done = Interlocked.Add(ref _bytesDone, position - last);
            last = position;
            progress?.Report(new DownloadProgress(output, position, done, _bytesTotal, Volatile.Read(ref _filesDone), outputs.Count));
        };
    }

    public void Finished(OutputView output)
    {
        var files = Interlocked.Increment(ref _filesDone);
        progress?.Report(new DownloadProgress(output, output.SizeBytes, Interlocked.Read(ref _bytesDone), _bytesTotal, files, outputs.Count));
    }
}
