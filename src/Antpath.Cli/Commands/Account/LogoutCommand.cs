using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Account;

/// <summary><c>antpath logout</c></summary>
internal static class LogoutCommand
{
    public static Command Create(CliHost host)
    {
        var command = new DocumentedCommand("logout", "forget the saved token.")
        {
            Calls = false,
            Notes = "The token itself stays valid; revoke it in the dashboard.",
        };
        return command.Does(host, (_, _, _) =>
        {
            host.Tell(new LoginFile(host).Delete() ? "the saved login is gone; the token itself stays valid until it is revoked" : "there was no saved login");
            return Task.FromResult(ExitCodes.Succeeded);
        });
    }
}
