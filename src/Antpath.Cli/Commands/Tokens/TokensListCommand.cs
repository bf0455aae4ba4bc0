using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Tokens;

namespace Antpath.Cli.Commands.Tokens;

/// <summary><c>antpath tokens list</c></summary>
internal static class TokensListCommand
{
    public static Command Create(CliHost host)
    {
        var all = new Option<bool>("--all") { Description = "Also those that do not work any more." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("list", "list API tokens, newest first; never the tokens themselves.")
        {
            Notes = TokensCommands.NeedsAdmin,
            Examples = [new("antpath tokens list --json | jq -r 'select(.lastUsedAt == null) | .id'", "Those that were never used:")],
        };
        return command.With(all, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            return await ListAsync(host, client.Tokens, parsed.GetValue(all), parsed.GetValue(json), cancellationToken);
        });
    }

    private static async Task<int> ListAsync(CliHost host, WorkspaceTokens tokens, bool all, bool json, CancellationToken cancellationToken)
    {
        var table = new TextTable(
            new Column("TOKEN"), new Column("NAME", Gives: true), new Column("STATE"), new Column("MAY", Gives: true), new Column("LAST USED"), new Column("EXPIRES"));
        var listed = 0;
        await foreach (var token in tokens.ListAsync(all, cancellationToken))
        {
            if (json)
                JsonLines.Write(host, token, WireJson.Default.TokenView);
            else
                table.Add(token.Id.ToString(), token.Name, token.Status, string.Join(' ', token.Scopes), When(token.LastUsedAt), When(token.ExpiresAt));
            listed++;
        }

        if (!json && listed > 0)
            table.Write(host);
        if (listed == 0)
            host.Tell("no tokens");
        return ExitCodes.Succeeded;
    }

    private static string When(DateTimeOffset? instant) => instant is { } at ? Quantities.Instant(at) : "never";
}
