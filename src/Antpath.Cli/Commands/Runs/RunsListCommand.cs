using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Runs;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs list</c></summary>
internal static class RunsListCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 10_000;

    public static Command Create(CliHost host)
    {
        var status = new Option<string[]>("--status") { HelpName = "STATUS", Description = "Only runs with this status. Repeatable." };
        status.CompletionSources.Add([.. RunStatus.All]);
        var tag = new Option<string[]>("--tag") { HelpName = "TAG", Description = "Only runs with this tag. Repeatable: all must match." };
        var template = new Option<string?>("--template") { HelpName = "NAME", Description = "Only runs of this template: its name, or sha256:HASH." };
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only runs submitted since: 2h, 7d, or 2026-03-01T00:00:00Z." };
        var until = new Option<string?>("--until") { HelpName = "TIME", Description = "Only runs submitted before." };
        var limit = new Option<int>("--limit")
        {
            HelpName = "N",
            Description = $"How many at most. Default {LimitDefault}, up to {LimitMax}.",
            DefaultValueFactory = _ => LimitDefault,
        };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("list", "list runs, newest first.")
        {
            Examples =
            [
                new("antpath runs list --status failed --status timed_out --since 7d", "What went wrong this week?"),
                new("antpath runs list --tag nightly --json | jq -r .id", "Ids for a script:"),
            ],
        };
        return command.With(status, tag, template, since, until, limit, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var count = parsed.GetValue(limit);
            if (count is < 1 or > LimitMax)
                throw new BadInputException("--limit", $"Expected a number from 1 to {LimitMax}.");
            var filter = new RunFilter
            {
                Statuses = parsed.GetValue(status) ?? [],
                Tags = parsed.GetValue(tag) ?? [],
                Template = parsed.GetValue(template),
                CreatedAfter = Instants.Read(host, "--since", parsed.GetValue(since)),
                CreatedBefore = Instants.Read(host, "--until", parsed.GetValue(until)),
                PageSize = Math.Min(count, RunListLimits.PageMax),
            };
            using var client = Connection.Open(parsed, host);
            return await ListAsync(host, client, filter, count, parsed.GetValue(json), cancellationToken);
        });
    }

    private static async Task<int> ListAsync(CliHost host, AntpathClient client, RunFilter filter, int count, bool json, CancellationToken cancellationToken)
    {
        var table = new TextTable(
            new Column("RUN"), new Column("STATUS"), new Column("TEMPLATE", Gives: true), new Column("CREATED"), new Column("COST", Right: true));
        var listed = 0;
        await foreach (var run in client.ListRunsAsync(filter, cancellationToken))
        {
            if (json)
                JsonLines.Write(host, run, WireJson.Default.RunView);
            else
                table.Add(run.Id.ToString(), run.Status, run.Template.Name, Created(host, run), Quantities.Dollars(run.Usage.ListCostCents));
            if (++listed == count)
                break;
        }

        if (!json && listed > 0)
            table.Write(host);
        if (listed == 0)
            host.Tell("no runs match");
        else if (listed == count)
            host.Tell($"the newest {listed}; --limit shows more");
        return ExitCodes.Succeeded;
    }

    private static string Created(CliHost host, RunView run) =>
        host.OutIsTerminal ? Quantities.Ago(run.CreatedAt, host.Time.GetUtcNow()) : Quantities.Instant(run.CreatedAt);
}
