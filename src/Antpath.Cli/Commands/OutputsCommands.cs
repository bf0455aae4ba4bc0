using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Outputs;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath outputs …</c></summary>
internal static class OutputsCommands
{
    public static Command Create(CliHost host) =>
        new DocumentedCommand("outputs", "list and download the files a run wrote.")
        {
            Examples =
            [
                new("antpath outputs list run_01k5…", "What came out?"),
                new("antpath outputs download run_01k5… --dir outputs", "Bring it here:"),
            ],
        }
            .With(List(host), Download(host));

    private static DocumentedCommand List(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("list", "list a run's outputs, and the files that had to be skipped.")
        {
            Examples = [new("antpath outputs list run_01k5… --json | jq -r .output.fileName", "Names for a script:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var (outputs, failures) = await OutputListing.ReadAsync(client.GetRun(runId), cancellationToken);
            if (!parsed.GetValue(json))
            {
                RunReport.Outputs(host, outputs, failures);
                return ExitCodes.Succeeded;
            }

            foreach (var output in outputs)
                JsonLines.Write(host, "output", output, WireJson.Default.OutputView);
            foreach (var failure in failures)
                JsonLines.Write(host, "captureFailure", failure, WireJson.Default.CaptureFailureView);
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Download(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var dir = new Option<string?>("--dir") { HelpName = "DIR", Description = "Folder to write to; made when missing. Default: a folder named like the run." };
        var zip = new Option<string?>("--zip") { HelpName = "FILE", Description = "Write one ZIP archive instead of a folder." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files of the same name that differ." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("download", "download all outputs of a run, verified, into one folder.")
        {
            Notes = "Names that would not be safe or not be distinct here are changed, and told. What was interrupted goes on when the command is run again; " +
                "what is there already is not fetched twice.",
            Examples =
            [
                new("antpath outputs download run_01k5… --dir outputs", "Bring everything here:"),
                new("antpath outputs download run_01k5… --zip outputs.zip", "As one archive:"),
            ],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.NotFound],
        };
        return command.With(id, dir, zip, overwrite, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            if (parsed.GetValue(zip) is { } file)
            {
                if (parsed.GetValue(dir) is not null)
                    throw new BadInputException("--zip", "cannot be combined with --dir: choose an archive or a folder");
                await ArchiveDownload.SaveAsync(host, client.GetRun(runId), file, parsed.GetValue(overwrite), parsed.GetValue(json), cancellationToken);
                return ExitCodes.Succeeded;
            }

            var folder = parsed.GetValue(dir) ?? runId.ToString();
            var asJson = parsed.GetValue(json);
            var saved = await FolderDownload.SaveAsync(host, client.GetRun(runId), folder, parsed.GetValue(overwrite), asJson, cancellationToken);
            if (asJson)
                FolderDownload.WriteJson(host, saved);
            else
                FolderDownload.Tell(host, folder, saved);
            return ExitCodes.Succeeded;
        });
    }
}
