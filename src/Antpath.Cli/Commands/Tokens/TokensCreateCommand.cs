using System.CommandLine;
using System.Globalization;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;
using Antpath.Tokens;

namespace Antpath.Cli.Commands.Tokens;

/// <summary><c>antpath tokens create</c></summary>
internal static class TokensCreateCommand
{
    public static Command Create(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "What people will call it: what uses it, and where." };
        var scopes = new Option<string>("--scopes")
        {
            HelpName = "SCOPES",
            Required = true,
            Description = $"What it may do, with commas between: {string.Join(", ", CreateToken.AllScopes)}.",
        };
        var expires = new Option<string?>("--expires") { HelpName = "WHEN", Description = "In how many days, such as 90d, or at an RFC 3339 time. Default: never." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("create", "make an API token of yours and print it, this once.")
        {
            Notes = $"It acts as you, and never does more than you may. {TokensCommands.NeedsAdmin}",
            Examples =
            [
                new("ANTPATH_API_TOKEN=$(antpath tokens create nightly --scopes submit,read)", "Into a variable:"),
                new("antpath tokens create audit --scopes admin --expires 2027-01-01T00:00:00Z", "Until a day:"),
            ],
            ExitsWith = [ExitCodes.Conflict],
        };
        return command.With(name, scopes, expires, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var words = parsed.GetRequiredValue(scopes).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || words.Except(CreateToken.AllScopes, StringComparer.Ordinal).Any())
                throw new BadInputException("--scopes", $"Expected some of {string.Join(", ", CreateToken.AllScopes)}.");
            var request = new CreateToken { Name = parsed.GetRequiredValue(name), Scopes = words, ExpiresAt = Expiry(parsed.GetValue(expires), host.Time.GetUtcNow()) };
            using var client = Connection.Open(parsed, host);
            TokensCommands.TellSecret(host, await client.Tokens.CreateAsync(request, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static DateTimeOffset? Expiry(string? text, DateTimeOffset now)
    {
        const int DaysMax = 3650;
        if (text is null)
            return null;
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= DaysMax)
            return now.AddDays(days);
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new BadInputException("--expires", $"Expected days such as 90d, at most {DaysMax}d, or an RFC 3339 time such as 2027-01-31T12:00:00Z.");
    }
}
