using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Antpath.Cli.Commands;
using Antpath.Cli.Commands.Account;
using Antpath.Cli.Commands.Audit;
using Antpath.Cli.Commands.Members;
using Antpath.Cli.Commands.Run;
using Antpath.Cli.Commands.Runs;
using Antpath.Cli.Commands.Templates;
using Antpath.Cli.Commands.Tokens;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;

namespace Antpath.Cli;

/// <summary>The whole command line: its tree, and what happens between arguments and exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliHost host)
    {
        // no response files: an argument that begins with @ is an argument
        var parsed = Build(host).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
            return Misused(parsed, host);
        var invocation = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // signals are the host's
        };
        try
        {
            return await parsed.InvokeAsync(invocation, host.Interrupted);
        }
#pragma warning disable CA1031 // the command's border: whatever happened becomes a sentence and an exit code
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Failures.Report(host, failure);
        }
    }

    public static RootCommand Build(CliHost host)
    {
        var root = new RootCommand("submit agent runs, follow them, fetch their files.")
        {
            GlobalOptions.NewApiToken(),
            GlobalOptions.NewBaseUrl(),
            RunCommand.Create(host),
            RunsCommands.Create(host),
            OutputsCommands.Create(host),
            WorkspaceCommands.Create(host),
            MembersCommands.Create(host),
            InvitationsCommands.Create(host),
            TokensCommands.Create(host),
            TemplateCommands.Create(host),
            AuditCommands.Create(host),
            WhoAmICommand.Create(host),
            LoginCommand.Create(host),
            LogoutCommand.Create(host),
            DoctorCommand.Create(host),
            CompletionCommand.Create(host),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new TeachingHelp();
        root.SetAction(_ =>
        {
            HelpWriter.Write(root, host.Out);
            return ExitCodes.Succeeded;
        });
        return root;
    }

    private static int Misused(ParseResult parsed, CliHost host)
    {
        foreach (var message in parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
            host.Tell($"error: {Printable.WithoutSecrets(message)}");
        var command = parsed.CommandResult.Command;
        host.Tell($"Try: {HelpWriter.PathOf(command)} --help");
        return ExitCodes.BadInput;
    }
}
