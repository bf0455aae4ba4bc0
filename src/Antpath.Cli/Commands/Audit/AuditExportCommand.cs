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
        var filter = new AuditFilterOptions();
        var command = new DocumentedCommand("export", "write the audit trail, or the lines of it that fit, as JSON lines.")
        {
            Notes = "The first line is the end of the chain, the others are the trail's lines, newest first. With a filter the end of the chain is left out: " +
                "lines that were picked are no chain, and antpath audit verify does not take them for one. Needs a token with the scope admin.",
            Examples =
            [
                new("antpath audit export > audit.jsonl", "Keep a copy that can be checked later:"),
                new("antpath audit export --action api_token. --since 2026-01-01 --until 2026-04-01", "What happened to tokens in a quarter:"),
            ],
        };
        return command.With(filter.Options).Does(host, async (parsed, _, cancellationToken) =>
        {
            var asked = filter.Read(host, parsed);
            using var client = Connection.Open(parsed, host);
            var begun = asked is not null;
            await foreach (var page in client.ListAuditPagesAsync(asked, cancellationToken))
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
