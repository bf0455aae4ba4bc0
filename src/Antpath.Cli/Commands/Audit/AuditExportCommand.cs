using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Audit;

/// <summary><c>antpath audit export</c></summary>
internal static class AuditExportCommand
{
    public static Command Create(CliHost host)
    {
        var command = new DocumentedCommand("export", "write the whole audit trail as JSON lines.")
        {
            Notes = "The first line is the end of the chain, the others are the trail's lines, newest first. Needs a token with the scope admin.",
            Examples = [new("antpath audit export > audit.jsonl", "Keep a copy that can be checked later:")],
        };
        return command.Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            var begun = false;
            await foreach (var page in client.ListAuditPagesAsync(cancellationToken))
            {
                if (!begun)
                    JsonLines.Write(host, "head", page.Head, WireJson.Default.AuditHead);
                begun = true;
                foreach (var line in page.Data)
                    JsonLines.Write(host, "line", line, WireJson.Default.AuditView);
            }

            return ExitCodes.Succeeded;
        });
    }
}
