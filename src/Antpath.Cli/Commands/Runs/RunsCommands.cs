using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Commands.Runs;

/// <summary><c>antpath runs …</c></summary>
internal static class RunsCommands
{
    public static Command Create(CliHost host) =>
        new DocumentedCommand("runs", "look at runs, and stop or delete them.")
        {
            Examples =
            [
                new("antpath runs list --status failed --since 1d", "What failed since yesterday?"),
                new("antpath runs get run_01k5…", "How does this one stand, and why?"),
            ],
        }
            .With(RunsListCommand.Create(host), RunsGetCommand.Create(host), RunsEventsCommand.Create(host))
            .With(RunsCancelCommand.Create(host), RunsDeleteCommand.Create(host), RunsResourcesCommand.Create(host));
}
