using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Workspaces;

namespace Antpath.Cli.Commands.Account;

/// <summary><c>antpath whoami</c></summary>
internal static class WhoAmICommand
{
    public static Command Create(CliHost host)
    {
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("whoami", "show the workspace, the person and the scopes behind the token.")
        {
            Examples = [new("antpath whoami --json | jq -r .workspace.id", "The workspace's id:")],
        };
        return command.With(json).Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            var who = await client.WhoAmIAsync(cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, who, WireJson.Default.WhoAmI);
            else
                Show(host, client.BaseUrl, who);
            return ExitCodes.Succeeded;
        });
    }

    public static void Show(CliHost host, Uri baseUrl, WhoAmI who)
    {
        RunReport.Row(host, "workspace", $"{Printable.Text(who.Workspace.Name)}  {who.Workspace.Id}");
        RunReport.Row(host, "user", who.AppUserId.ToString());
        if (who.ApiTokenId is { } token)
            RunReport.Row(host, "token", $"{Printable.Text(who.TokenName ?? "")}  {token}".TrimStart());
        RunReport.Row(host, "scopes", string.Join(' ', who.Scopes));
        if (who.ExpiresAt is { } expires)
            RunReport.Row(host, "expires", Quantities.Instant(expires));
        RunReport.Row(host, "API", baseUrl.ToString());
    }
}
