using System.CommandLine;
using Antpath.Cli.Following;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs events</c></summary>
internal static class RunsEventsCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var after = new Option<string?>("--after") { HelpName = "CURSOR", Description = "Begin after this event: a cursor from --json." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the run is over and cleaned up." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("events", "show what happened in a run, event by event.")
        {
            Notes = "Events are metadata: types, times, names and counts; never prompts or answers. With --follow the exit code says how the run ended.",
            Examples =
            [
                new("antpath runs events run_01k5… --follow", "Watch a run that goes on:"),
                new("antpath runs events run_01k5… --json | jq -r .event.type | sort | uniq -c", "Count events by type:"),
            ],
            ExitsWith = [ExitCodes.RunFailed, ExitCodes.RunCancelled, ExitCodes.RunTimedOut, ExitCodes.NotFound],
        };
        return command.With(id, after, follow, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var run = client.GetRun(runId);
            return parsed.GetValue(follow)
                ? await FollowAsync(host, run, parsed.GetValue(after), parsed.GetValue(json), cancellationToken)
                : await ListAsync(host, run, parsed.GetValue(after), parsed.GetValue(json), cancellationToken);
        });
    }

    private static async Task<int> FollowAsync(CliHost host, RunHandle run, string? after, bool json, CancellationToken cancellationToken)
    {
        try
        {
            var ended = await new RunFollower(host, run, json).ToEndAsync(after, cancellationToken);
            if (json)
                JsonLines.Write(host, "run", ended, WireJson.Default.RunView);
            else
                RunReport.Status(host, ended);
            return ExitCodes.Of(ended);
        }
        catch (OperationCanceledException) when (host.Interrupted.IsCancellationRequested)
        {
            host.Tell("detached; the run goes on");
            RunReport.Next(host, $"antpath runs events {run.Id} --follow", $"antpath runs cancel {run.Id}");
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> ListAsync(CliHost host, RunHandle run, string? after, bool json, CancellationToken cancellationToken)
    {
        IProgressView view = json ? new JsonView(host) : new PlainView(host);
        await foreach (var entry in run.ListEventsAsync(after, cancellationToken))
            view.Saw(entry);
        return ExitCodes.Succeeded;
    }
}
