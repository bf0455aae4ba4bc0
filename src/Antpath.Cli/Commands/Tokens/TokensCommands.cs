using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Ids;
using Antpath.Tokens;

namespace Antpath.Cli.Commands.Tokens;

/// <summary><c>antpath tokens …</c></summary>
internal static class TokensCommands
{
    public const string NeedsAdmin = "Needs a token with the scope admin.";

    public static Command Create(CliHost host) =>
        new DocumentedCommand("tokens", "list the workspace's API tokens, make, replace and end them.")
        {
            Examples =
            [
                new("antpath tokens create ci --scopes submit,read,outputs --expires 90d", "A token for a pipeline:"),
                new("antpath tokens list", "Which are there, and which does nobody use?"),
            ],
        }
            .With(TokensListCommand.Create(host), TokensCreateCommand.Create(host), TokensRotateCommand.Create(host), TokensRevokeCommand.Create(host));

    public static Argument<string> NewToken() => new("token") { Description = "The token's id, tok_…. Never the token itself." };

    /// <exception cref="BadInputException">It is no token's id.</exception>
    public static ApiTokenId ReadToken(string text) =>
        ApiTokenId.TryParse(text.Trim(), out var token) ? token : throw new BadInputException("token", "Expected a token's id, tok_…; antpath tokens list shows them.");

    /// <summary>The secret on standard output and nothing else, so that it can go into a variable or a file; the rest for people.</summary>
    public static void TellSecret(CliHost host, CreatedToken created, bool json)
    {
        if (json)
        {
            JsonLines.Write(host, created, WireJson.Default.CreatedToken);
            return;
        }

        host.Out.WriteLine(created.Secret);
        host.Tell($"{created.Token.Id}: may {string.Join(' ', created.Token.Scopes)}; {(created.Token.ExpiresAt is { } end ? $"expires {Quantities.Instant(end)}" : "does not expire")}");
        host.Tell("This is the only time it is shown.");
    }
}
