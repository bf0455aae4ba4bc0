using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs delete</c></summary>
internal static class RunsDeleteCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask. Needed where nobody can be asked." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("delete", "delete a run with its outputs and metadata, for good.")
        {
            Notes = "A run that still works is cancelled and cleaned up first; until then it shows pending_delete.",
            Examples = [new("antpath runs delete run_01k5… --yes", "In a script:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, yes, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            if (!parsed.GetValue(yes) && !Confirmed(host, runId.ToString()))
                return ExitCodes.BadInput;
            using var client = Connection.Open(parsed, host);
            var view = await client.GetRun(runId).DeleteAsync(cancellationToken);
            if (!parsed.GetValue(json))
                host.Out.WriteLine(view is null ? $"{runId} is deleted" : $"{runId} is going to be deleted; it is {view.Status} now");
            else if (view is not null)
                JsonLines.Write(host, view, WireJson.Default.RunView);
            return ExitCodes.Succeeded;
        });
    }

    private static bool Confirmed(CliHost host, string run)
    {
        if (!host.InIsTerminal)
            throw new BadInputException("--yes", "Deleting cannot be undone and nobody can be asked here; pass --yes.");
        host.Error.Write($"Delete {run} with all its outputs? There is no way back. Type yes: ");
        if (string.Equals(host.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
            return true;
        host.Tell("nothing was deleted");
        return false;
    }
}
