using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Runs;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs cancel</c></summary>
internal static class RunsCancelCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var wait = new Option<bool>("--wait") { Description = "Wait until it has stopped." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("cancel", "ask a run to stop. What it has written so far is still captured.")
        {
            Examples = [new("antpath runs cancel run_01k5… --wait", "Stop it, and see how it ended:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, wait, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var run = client.GetRun(runId);
            var view = await run.CancelAsync(cancellationToken);
            if (parsed.GetValue(wait))
                view = await run.WaitAsync(cancellationToken: cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, view, WireJson.Default.RunView);
            else if (RunStatus.IsTerminal(view.Status))
                RunReport.Status(host, view);
            else
                host.Out.WriteLine($"{runId} is asked to stop; it is {view.Status} now");
            return ExitCodes.Succeeded;
        });
    }
}
