using System.CommandLine;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Help;

/// <summary>A command with everything its <c>--help</c> teaches.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>More than one sentence about it, or null.</summary>
    public string? Notes { get; init; }

    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>Environment variables it reads besides the global ones.</summary>
    public IReadOnlyList<(string Name, string Says)> Variables { get; init; } = [];

    /// <summary>Codes it can exit with besides 0, 1, 2 and 130.</summary>
    public IReadOnlyList<int> ExitsWith { get; init; } = [];

    /// <summary>Whether it speaks to the API, with all that can go wrong then.</summary>
    public bool Calls { get; init; } = true;

    public DocumentedCommand Does(CliHost host, Func<ParseResult, CliHost, CancellationToken, Task<int>> action)
    {
        SetAction((parsed, cancellationToken) => action(parsed, host, cancellationToken));
        return this;
    }

    public DocumentedCommand With(params IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    Add(argument);
                    break;
                case Option option:
                    Add(option);
                    break;
                case Command command:
                    Add(command);
                    break;
            }
        }

        return this;
    }
}
