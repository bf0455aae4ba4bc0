using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;

namespace Antpath.Cli.Outputs;

/// <summary>Downloads all outputs as one archive and tells where it is.</summary>
internal static class ArchiveDownload
{
    public static async Task SaveAsync(CliHost host, RunHandle run, string file, bool overwrite, bool json, CancellationToken cancellationToken)
    {
        var path = host.PathOf(file);
        await run.DownloadArchiveAsync(path, overwrite, progress: null, cancellationToken);
        var size = new FileInfo(path).Length;
        if (json)
        {
            JsonLines.Write(host, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("type", "archived");
                writer.WriteString("path", path);
                writer.WriteNumber("sizeBytes", size);
                writer.WriteEndObject();
            });
            return;
        }

        RunReport.Section(host, "DOWNLOADED");
        host.Out.WriteLine($"  all outputs, {Quantities.Bytes(size)}, to {file}");
    }
}
