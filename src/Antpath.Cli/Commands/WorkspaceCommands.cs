using System.CommandLine;
using System.Globalization;
using Antpath.Cli.Commands.Members;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Workspaces;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath workspace …</c></summary>
internal static class WorkspaceCommands
{
    private const string Forever = "forever";

    public static Command Create(CliHost host) =>
        new DocumentedCommand("workspace", "show the workspace's limits, rename it, give it away, delete it, say how long outputs are kept.")
        {
            Examples =
            [
                new("antpath workspace show", "How full is it?"),
                new("antpath workspace keep-outputs 90", "Delete outputs 90 days after their run:"),
            ],
        }
            .With(Show(host), KeepOutputs(host), Rename(host), TransferCommand.Create(host), WorkspaceDeleteCommand.Create(host));

    private static DocumentedCommand Show(CliHost host)
    {
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("show", "show the workspace's limits and what is in use of them.")
        {
            Examples = [new("antpath workspace show --json | jq .storageBytesUsed", "For a script:")],
        };
        return command.With(json).Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            Tell(host, await client.GetWorkspaceAsync(cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand KeepOutputs(CliHost host)
    {
        var days = new Argument<string>("days") { Description = "Days after the end of a run, 1 to 3650, or forever." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("keep-outputs", "say for how long outputs are kept; what is known of the runs stays.")
        {
            Notes = "Outputs that are older already go, too, and do not come back. Needs a token with the scope admin.",
            Examples = [new("antpath workspace keep-outputs forever", "Never delete them by themselves (the default):")],
        };
        return command.With(days, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            int? kept = parsed.GetRequiredValue(days) switch
            {
                Forever => null,
                var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 3650 => number,
                _ => throw new BadInputException("days", "must be a whole number from 1 to 3650, or forever"),
            };
            using var client = Connection.Open(parsed, host);
            Tell(host, await client.SetOutputsRetentionAsync(kept, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Rename(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "The new name, one line of 1 to 200 characters." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("rename", "give the workspace another name; its id stays.")
        {
            Notes = "Needs a token with the scope admin.",
            Examples = [new("antpath workspace rename \"Field reports\"", "Say what it is for:")],
        };
        return command.With(name, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            Tell(host, await client.RenameWorkspaceAsync(parsed.GetRequiredValue(name), cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static void Tell(CliHost host, WorkspaceView workspace, bool json)
    {
        if (json)
        {
            JsonLines.Write(host, workspace, WireJson.Default.WorkspaceView);
            return;
        }

        RunReport.Row(host, "workspace", $"{Printable.Text(workspace.Name)}  {workspace.Id}");
        RunReport.Row(host, "status", workspace.Status);
        RunReport.Row(host, "open runs", $"{workspace.OpenRuns} of {workspace.OpenRunsMax}");
        RunReport.Row(host, "active runs", $"{workspace.ActiveRuns} of {workspace.ActiveRunsMax}");
        RunReport.Row(host, "storage", $"{Quantities.Bytes(workspace.StorageBytesUsed)} of {Quantities.Bytes(workspace.StorageBytesMax)}");
        RunReport.Row(host, "outputs", workspace.OutputsRetentionDays is { } days ? $"deleted {Quantities.Of(days, "day")} after their run" : "kept until deleted");
    }
}
