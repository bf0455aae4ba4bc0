using System.CommandLine;
using Antpath.Cli.Commands.Members;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath workspace delete</c></summary>
internal static class WorkspaceDeleteCommand
{
    public static Command Create(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "The workspace's name, letter by letter: a token of another workspace deletes nothing then." };
        var yes = MemberReport.NewYes();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("delete", "delete the workspace with everything in it, for good.")
        {
            Notes = "From then on it takes no runs and refuses its tokens, this one too. Runs that work are cancelled and cleaned up first. " +
                "Only an owner may. Needs a token with the scope admin.",
            Examples = [new("antpath workspace delete \"Field reports\" --yes", "In a script:")],
        };
        return command.With(name, yes, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var confirmed = parsed.GetRequiredValue(name);
            if (!parsed.GetValue(yes) && !MemberReport.Confirmed(host, $"Delete {Printable.Text(confirmed)} with all its runs, outputs and tokens? There is no way back."))
                return ExitCodes.BadInput;
            using var client = Connection.Open(parsed, host);
            var view = await client.DeleteWorkspaceAsync(confirmed, cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, view, WireJson.Default.WorkspaceView);
            else
                host.Out.WriteLine($"{Printable.Text(view.Name)} is going to be deleted; its tokens are refused from now on");
            return ExitCodes.Succeeded;
        });
    }
}
