using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Commands.Audit;

/// <summary><c>antpath audit …</c></summary>
internal static class AuditCommands
{
    public static Command Create(CliHost host) =>
        new DocumentedCommand("audit", "look at the workspace's audit trail, keep a copy, check it.")
        {
            Examples =
            [
                new("antpath audit list --limit 50", "Who did what lately?"),
                new("antpath audit verify", "Was it changed since it was written?"),
            ],
        }
            .With(AuditListCommand.Create(host), AuditExportCommand.Create(host), AuditVerifyCommand.Create(host));
}
