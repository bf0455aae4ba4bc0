using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath outputs delete</c></summary>
internal static class OutputsDeleteCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask. Needed where nobody can be asked." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("delete", "delete the files of a run for good, and keep what is known of the run.")
        {
            Examples = [new("antpath outputs delete run_01k5… --yes", "In a script:")],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.NotFound],
        };
        return command.With(id, yes, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            if (!parsed.GetValue(yes) && !Confirmed(host, runId.ToString()))
                return ExitCodes.BadInput;
            using var client = Connection.Open(parsed, host);
            var view = await client.GetRun(runId).DeleteOutputsAsync(cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, view, WireJson.Default.RunView);
            else
                host.Out.WriteLine($"the outputs of {runId} are deleted");
            return ExitCodes.Succeeded;
        });
    }

    private static bool Confirmed(CliHost host, string run)
    {
        if (!host.InIsTerminal)
            throw new BadInputException("--yes", "Deleting cannot be undone and nobody can be asked here; pass --yes.");
        host.Error.Write($"Delete all outputs of {run}? There is no way back. Type yes: ");
        if (string.Equals(host.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
            return true;
        host.Tell("nothing was deleted");
        return false;
    }
}
