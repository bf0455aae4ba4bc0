using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Tokens;

/// <summary><c>antpath tokens rotate</c></summary>
internal static class TokensRotateCommand
{
    private const string Now = "0s";

    public static Command Create(CliHost host)
    {
        var id = TokensCommands.NewToken();
        var overlap = new Option<string?>("--overlap") { HelpName = "DURATION", Description = $"How long the old one goes on working, up to 30d; {Now} ends it at once. Default 1d." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("rotate", "put a new token in another's place and print it, this once.")
        {
            Notes = $"The new one has the same name, scopes and length of life, and acts as you. {TokensCommands.NeedsAdmin}",
            Examples = [new("antpath tokens rotate tok_01k5… --overlap 2h", "Two hours to change everything over:")],
            ExitsWith = [ExitCodes.NotFound, ExitCodes.Conflict],
        };
        return command.With(id, overlap, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var token = TokensCommands.ReadToken(parsed.GetRequiredValue(id));
            var text = parsed.GetValue(overlap);
            var span = text is "0" or Now ? TimeSpan.Zero : Durations.Read("--overlap", text);
            using var client = Connection.Open(parsed, host);
            TokensCommands.TellSecret(host, await client.Tokens.RotateAsync(token, span, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }
}
