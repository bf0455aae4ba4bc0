using System.CommandLine;
using System.Text;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath outputs manifest</c></summary>
internal static class OutputsManifestCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var command = new DocumentedCommand("manifest", "print a run's manifest: its files with hashes, sizes and types, its template's hash, and what was skipped.")
        {
            Notes = "One line of canonical JSON, byte for byte as it was stored when the files were captured.",
            Examples = [new("antpath outputs manifest run_01k5… | jq -r '.files[] | \"\\(.sha256)  \\(.fileName)\"'", "Hashes to check with:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            if (await client.GetRun(runId).GetManifestAsync(cancellationToken) is not { } manifest)
            {
                host.Tell($"{runId} has no manifest: its files are not captured yet, there were none, they are deleted, or there was no room for it");
                return ExitCodes.NotFound;
            }

            using var content = new MemoryStream();
            await manifest.DownloadToAsync(content, cancellationToken: cancellationToken);
            host.Out.WriteLine(Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length));
            return ExitCodes.Succeeded;
        });
    }
}
