using System.CommandLine;
using System.CommandLine.Invocation;

namespace Antpath.Cli.Help;

/// <summary>What <c>--help</c> does here.</summary>
internal sealed class TeachingHelp : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        HelpWriter.Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCodes.Succeeded;
    }
}
