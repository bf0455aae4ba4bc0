using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Spectre.Console;

namespace Antpath.Cli.Outputs;

/// <summary>Downloads into a folder with a progress bar on a terminal, and tells what went where.</summary>
internal static class FolderDownload
{
    public static async Task<IReadOnlyList<DownloadedOutput>> SaveAsync(
        CliHost host, RunHandle run, string folder, DownloadOptions options, bool json, CancellationToken cancellationToken)
    {
        var path = host.PathOf(folder);
        if (json || !host.OutIsTerminal)
            return await run.DownloadOutputsAsync(path, options, new PlainProgress(host), cancellationToken);

        return await Ansi.Of(host).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("downloading");
                return await run.DownloadOutputsAsync(path, options, new Bar(bar), cancellationToken);
            });
    }

    public static void Tell(CliHost host, string folder, IReadOnlyList<DownloadedOutput> saved)
    {
        RunReport.Section(host, "DOWNLOADED");
        host.Out.WriteLine($"  {Quantities.Of(saved.Count, "file")}, {Quantities.Bytes(saved.Sum(output => output.Output.SizeBytes))}, to {folder}");
        foreach (var renamed in saved.Where(output => Path.GetFileName(output.Path) != output.Output.FileName))
            host.Out.WriteLine($"  {Printable.Text(renamed.Output.FileName)} is {Path.GetFileName(renamed.Path)} here: its own name is not safe or not alone");
        var there = saved.Count(output => output.AlreadyThere);
        if (there > 0)
            host.Out.WriteLine($"  there already, unchanged: {there}");
        foreach (var kept in saved.Where(output => output.Kept))
            host.Out.WriteLine($"  {Path.GetFileName(kept.Path)} was left alone: it is there with other content");
    }

    public static void WriteJson(CliHost host, IReadOnlyList<DownloadedOutput> saved)
    {
        foreach (var output in saved)
        {
            JsonLines.Write(host, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("type", "downloaded");
                writer.WriteString("id", output.Output.Id.ToString());
                writer.WriteString("fileName", output.Output.FileName);
                writer.WriteString("path", output.Path);
                writer.WriteBoolean("alreadyThere", output.AlreadyThere);
                writer.WriteBoolean("kept", output.Kept);
                writer.WriteEndObject();
            });
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            task.MaxValue = Math.Max(1, value.BytesTotal);
            task.Value = value.BytesDone;
        }
    }
}
