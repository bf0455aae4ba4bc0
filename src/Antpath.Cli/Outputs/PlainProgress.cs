using Antpath.Cli.Hosting;

namespace Antpath.Cli.Outputs;

/// <summary>Tells of a download where no bar can be drawn: a line to standard error for each tenth of the bytes, and none about a small one.</summary>
internal sealed class PlainProgress(CliHost host) : IProgress<DownloadProgress>
{
    private const long SmallBytes = 8 << 20;
    private const int Parts = 10;

    private readonly Lock _gate = new();
    private long _told;

    public void Report(DownloadProgress value)
    {
        if (value.BytesTotal < SmallBytes)
            return;
        lock (_gate)
        {
            var part = value.BytesDone * Parts / value.BytesTotal;
            if (part <= _told)
                return;
            _told = part;
            host.Tell($"{Quantities.Bytes(value.BytesDone)} of {Quantities.Bytes(value.BytesTotal)}, {value.FilesDone} of {Quantities.Of(value.FilesTotal, "file")}");
        }
    }
}
