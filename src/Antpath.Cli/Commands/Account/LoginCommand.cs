using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Account;

/// <summary><c>antpath login</c></summary>
internal static class LoginCommand
{
    public static Command Create(CliHost host)
    {
        var command = new DocumentedCommand("login", "check an API token and keep it for the commands to come.")
        {
            Notes = "Asks for the token, or reads it from standard input. It is kept with its base URL in a file that only you can read " +
                "(login.json in the antpath folder of your configuration), and is never sent to another address.",
            Examples =
            [
                new("antpath login", "Be asked for the token:"),
                new("pass show antpath/token | antpath login --base-url https://antpath.example.com", "From a password manager, for a server of your own:"),
            ],
        };
        return command.Does(host, async (parsed, _, cancellationToken) =>
        {
            var url = Connection.Resolve(parsed, host);
            var token = parsed.GetValue<string?>(GlobalOptions.ApiToken) ?? Ask(host);
            var connection = url with { ApiToken = token.Trim(), ApiTokenFrom = "standard input" };
            using var client = connection.Open(host);
            var who = await client.WhoAmIAsync(cancellationToken);
            var file = new LoginFile(host);
            file.Write(new SavedLogin { ApiToken = connection.ApiToken!, BaseUrl = client.BaseUrl.ToString() });
            WhoAmICommand.Show(host, client.BaseUrl, who);
            host.Tell($"saved in {file.FilePath}; antpath logout removes it");
            return ExitCodes.Succeeded;
        });
    }

    private static string Ask(CliHost host)
    {
        if (!host.InIsTerminal)
            return host.In.ReadLine() ?? "";
        host.Error.Write("API token (from the dashboard, not shown): ");
        var token = host.ReadHidden();
        host.Tell("");
        return token;
    }
}
