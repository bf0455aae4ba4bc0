using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Audit;

/// <summary><c>antpath audit list</c></summary>
internal static class AuditListCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 10_000;

    public static Command Create(CliHost host)
    {
        var limit = new Option<int>("--limit")
        {
            HelpName = "N",
            Description = $"How many at most. Default {LimitDefault}, up to {LimitMax}.",
            DefaultValueFactory = _ => LimitDefault,
        };
        var filter = new AuditFilterOptions();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("list", "list who did what, newest first.")
        {
            Notes = "Needs a token with the scope admin.",
            Examples =
            [
                new("antpath audit list --action member. --since 30d", "Who came, went or got another role this month?"),
                new("antpath audit list --action output.link --json | jq -r .targetId", "Outputs that links were made to:"),
            ],
        };
        return command.With([.. filter.Options, limit, json]).Does(host, async (parsed, _, cancellationToken) =>
        {
            var count = parsed.GetValue(limit);
            if (count is < 1 or > LimitMax)
                throw new BadInputException("--limit", $"Expected a number from 1 to {LimitMax}.");
            var asked = filter.Read(host, parsed);
            using var client = Connection.Open(parsed, host);
            return await ListAsync(host, client, asked, count, parsed.GetValue(json), cancellationToken);
        });
    }

    private static async Task<int> ListAsync(
        CliHost host, AntpathClient client, AuditFilter? filter, int count, bool json, CancellationToken cancellationToken)
    {
        var table = new TextTable(new Column("WHEN"), new Column("ACTION"), new Column("TARGET", Gives: true), new Column("USER", Gives: true));
        var listed = 0;
        var lines = client.ListAuditPagesAsync(filter, cancellationToken).SelectMany(page => page.Data).Take(count);
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (json)
                JsonLines.Write(host, line, WireJson.Default.AuditView);
            else
                table.Add(Quantities.Instant(line.OccurredAt), line.Action, line.TargetId ?? "", line.AppUserId?.ToString() ?? "antpath");
            listed++;
        }

        if (!json && listed > 0)
            table.Write(host);
        if (listed == 0)
            host.Tell(filter is null ? "nothing was done yet" : "no lines fit");
        else if (listed == count)
            host.Tell($"the newest {listed}; --limit shows more");
        return ExitCodes.Succeeded;
    }
}
