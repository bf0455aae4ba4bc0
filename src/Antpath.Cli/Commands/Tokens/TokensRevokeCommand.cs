using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Tokens;

/// <summary><c>antpath tokens revoke</c></summary>
internal static class TokensRevokeCommand
{
    public static Command Create(CliHost host)
    {
        var id = TokensCommands.NewToken();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("revoke", "end an API token; its runs go on.")
        {
            Notes = $"Servers may accept it for a few seconds more. May be repeated. {TokensCommands.NeedsAdmin}",
            Examples = [new("antpath tokens revoke tok_01k5…", "It leaked:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var token = TokensCommands.ReadToken(parsed.GetRequiredValue(id));
            using var client = Connection.Open(parsed, host);
            var view = await client.Tokens.RevokeAsync(token, cancellationToken);
            if (parsed.GetValue(json))
                JsonLines.Write(host, view, WireJson.Default.TokenView);
            else
                host.Out.WriteLine($"{view.Id} ({Printable.Text(view.Name)}) is {view.Status}");
            return ExitCodes.Succeeded;
        });
    }
}
