using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Runs;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs get</c></summary>
internal static class RunsGetCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("get", "show one run: status, phase and clean-up with their reasons, times, usage.")
        {
            Examples =
            [
                new("antpath runs get run_01k5…", "How does it stand?"),
                new("antpath runs get run_01k5… --json | jq .statusReason.code", "Why, for a script:"),
            ],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var run = await client.GetRun(runId).GetAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                JsonLines.Write(host, run, WireJson.Default.RunView);
                return ExitCodes.Succeeded;
            }

            Show(host, run);
            if (run.Cleanup.State == CleanupStatus.Failed)
                ResourceReport.Left(host, (await client.GetRun(runId).GetResourcesAsync(cancellationToken)).Data);
            return ExitCodes.Succeeded;
        });
    }

    private static void Show(CliHost host, RunView run)
    {
        RunReport.Status(host, run);
        RunReport.Section(host, "RUN");
        RunReport.Row(host, "template", $"{Printable.Text(run.Template.Name)}  {run.Template.Hash[..Math.Min(19, run.Template.Hash.Length)]}");
        RunReport.Row(host, "model", Printable.Text(run.Template.Model));
        RunReport.Row(host, "phase", $"{run.Phase.State}: {Printable.Text(run.Phase.Message)}");
        RunReport.Row(host, "attempts", $"{run.AttemptCount} of at most {run.Limits.AttemptsMax}");
        if (run.Tags.Count > 0)
            RunReport.Row(host, "tags", Printable.Text(string.Join(' ', run.Tags)));
        if (run.Priority != 0)
            RunReport.Row(host, "priority", Quantities.Count(run.Priority));

        RunReport.Section(host, "TIMES");
        When(host, "created", run.CreatedAt);
        When(host, "started", run.StartedAt);
        When(host, RunStatus.IsTerminal(run.Status) ? "deadline was" : "deadline", run.DeadlineAt);
        When(host, "cancel asked", run.CancelRequestedAt);
        When(host, "finished", run.FinishedAt);
        When(host, "cleaned up", run.CleanedUpAt);
        When(host, "delete asked", run.PendingDeleteAt);
        if (run is { StartedAt: { } started, FinishedAt: { } finished })
            RunReport.Row(host, "took", Quantities.Duration(finished - started));

        RunReport.Usage(host, run);
        RunReport.Section(host, "OUTPUTS");
        RunReport.Row(host, "captured", Quantities.Count(run.OutputCount));
        RunReport.Row(host, "skipped", Quantities.Count(run.CaptureFailureCount));
        RunReport.Cleanup(host, run);
    }

    private static void When(CliHost host, string name, DateTimeOffset? at)
    {
        if (at is not { } instant)
            return;
        var now = host.Time.GetUtcNow();
        var ago = host.OutIsTerminal && instant <= now ? $"  ({Quantities.Ago(instant, now)})" : "";
        RunReport.Row(host, name, Quantities.Instant(instant) + ago);
    }
}
