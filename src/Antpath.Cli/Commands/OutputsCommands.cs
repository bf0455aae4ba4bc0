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
        new DocumentedCommand("outputs", "list, download, retry and delete the files a run wrote.")
        {
            Examples =
            [
                new("antpath outputs list run_01k5…", "What came out?"),
                new("antpath outputs download run_01k5… --dir outputs", "Bring it here:"),
                new("antpath outputs retry run_01k5…", "Try again what was skipped, once there is room:"),
            ],
        }
            .With(List(host), Download(host), OutputsManifestCommand.Create(host), OutputsRetryCommand.Create(host), OutputsDeleteCommand.Create(host));

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
            var run = client.GetRun(runId);
            var state = await run.GetOutputsStateAsync(cancellationToken);
            var (outputs, failures) = await OutputListing.ReadAsync(run, cancellationToken);
            if (!parsed.GetValue(json))
            {
                RunReport.Outputs(host, outputs, failures);
                RunReport.OutputsState(host, runId, state);
                return ExitCodes.Succeeded;
            }

            foreach (var output in outputs)
                JsonLines.Write(host, "output", output, WireJson.Default.OutputView);
            foreach (var failure in failures)
                JsonLines.Write(host, "captureFailure", failure, WireJson.Default.CaptureFailureView);
            if (state.Manifest is { } manifest)
                JsonLines.Write(host, "manifest", manifest, WireJson.Default.OutputView);
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Download(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var dir = new Option<string?>("--dir") { HelpName = "DIR", Description = "Folder to write to; made when missing. Default: a folder named like the run." };
        var zip = new Option<string?>("--zip") { HelpName = "FILE", Description = "Write one ZIP archive instead of a folder." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files of the same name that differ." };
        var skip = new Option<bool>("--skip-existing") { Description = "Leave files of the same name alone, even if they differ." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("download", "download all outputs of a run, verified, into one folder.")
        {
            Notes = "Names that would not be safe or not be distinct here are changed, and told. What was interrupted goes on when the command is run again; " +
                "what is there already is not fetched twice. A file of the same name with other content is an error, unless --overwrite or --skip-existing says otherwise.",
            Examples =
            [
                new("antpath outputs download run_01k5… --dir outputs", "Bring everything here:"),
                new("antpath outputs download run_01k5… --zip outputs.zip", "As one archive:"),
            ],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.NotFound],
        };
        return command.With(id, dir, zip, overwrite, skip, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            if (parsed.GetValue(skip) && (parsed.GetValue(overwrite) || parsed.GetValue(zip) is not null))
                throw new BadInputException("--skip-existing", "cannot be combined with --overwrite or --zip");
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
            var files = new DownloadOptions { Overwrite = parsed.GetValue(overwrite), SkipExisting = parsed.GetValue(skip) };
            var saved = await FolderDownload.SaveAsync(host, client.GetRun(runId), folder, files, asJson, cancellationToken);
            if (asJson)
                FolderDownload.WriteJson(host, saved);
            else
                FolderDownload.Tell(host, folder, saved);
            return ExitCodes.Succeeded;
        });
    }
}
