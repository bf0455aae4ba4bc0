using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Runs;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs resources</c></summary>
internal static class RunsResourcesCommand
{
    public static Command Create(CliHost host)
    {
        var id = GlobalOptions.NewRun();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("resources", "show what a run created at the provider, whether it is gone, and how to remove what is not.")
        {
            Examples = [new("antpath runs resources run_01k5…", "Is anything left behind?")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var runId = RunArgument.Read(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var list = await client.GetRun(runId).GetResourcesAsync(cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, list, WireJson.Default.ResourceList);
            else
                Show(host, list);
            return ExitCodes.Succeeded;
        });
    }

    private static void Show(CliHost host, ResourceList list)
    {
        if (list.Data.Count == 0)
        {
            host.Tell("the run has created nothing at the provider");
            return;
        }

        var table = new TextTable(
            new Column("TYPE"), new Column("PROVIDER ID", Gives: true), new Column("STATE"), new Column("CLEAN-UP"), new Column("TRIES", Right: true));
        foreach (var resource in list.Data)
            table.Add(resource.Type, resource.ProviderId ?? "unknown", resource.State, resource.CleanupStatus, Quantities.Count(resource.CleanupAttemptCount));
        table.Write(host);
        ResourceReport.Left(host, list.Data);
    }
}
