using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath outputs retry</c></summary>
internal static class OutputsRetryCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("retry", "capture the files of a run that had to be skipped, as long as its session is kept.")
        {
            Notes = "For example after making room in a full workspace. antpath outputs list says until when, and what became of it. Needs a token with the scope submit.",
            Examples = [new("antpath outputs retry run_01k5…", "Once there is room again:")],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.NotFound],
        };
        return command.With(id, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var view = await client.GetRun(runId).RetryOutputsAsync(cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, view, WireJson.Default.RunView);
            else
                host.Out.WriteLine($"what was skipped of {runId} is tried again; antpath outputs list {runId} says what came of it");
            return ExitCodes.Succeeded;
        });
    }
}
