using System.CommandLine;
using System.CommandLine.Help;

namespace Antpath.Cli.Help;

/// <summary>Writes a command's help: what it is for, how to call it, examples first-hand, environment and exit codes. Always 80 columns.</summary>
internal static class HelpWriter
{
    private const int Width = 80;
    private const int FirstColumnMax = 28;

    private static readonly (string, string)[] GlobalVariables =
    [
        ("ANTPATH_API_TOKEN", "API token, unless --api-token says otherwise"),
        ("ANTPATH_BASE_URL", "address of the API, unless --base-url says otherwise"),
        ("NO_COLOR", "set to anything to switch colour off"),
    ];

    public static void Write(Command command, TextWriter output)
    {
        var documented = command as DocumentedCommand;
        Paragraph(output, $"{PathOf(command)}: {command.Description}", "");
        if (documented?.Notes is { } notes)
        {
            output.WriteLine();
            foreach (var paragraph in notes.Split('\n'))
                Paragraph(output, paragraph, "");
        }

        Section(output, "USAGE");
        output.WriteLine($"  {Usage(command)}");
        Rows(output, "COMMANDS", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, sub.Description ?? "")));
        Rows(output, "ARGUMENTS", command.Arguments.Select(argument => (Shown(argument), argument.Description ?? "")));
        Rows(output, "OPTIONS", command.Options.Where(option => !option.Recursive).Select(Row));
        Rows(output, "GLOBAL OPTIONS", Lineage(command).SelectMany(each => each.Options).Where(option => option.Recursive).Select(Row));
        Examples(output, documented?.Examples ?? []);
        if (documented is null or { Calls: true })
            Rows(output, "ENVIRONMENT", [.. documented?.Variables ?? [], .. GlobalVariables]);
        Rows(output, "EXIT CODES", Codes(command).Select(code => ($"{code.Code,3}", code.Means)));
    }

    /// <returns>How the command is called, e.g. <c>antpath runs list</c>.</returns>
    public static string PathOf(Command command) => string.Join(' ', Lineage(command).Reverse().Select(each => each is RootCommand ? "antpath" : each.Name));

    private static IEnumerable<Command> Lineage(Command command)
    {
        for (Command? each = command; each is not null; each = each.Parents.OfType<Command>().FirstOrDefault())
            yield return each;
    }

    private static string Usage(Command command)
    {
        var arguments = string.Concat(command.Arguments.Select(Placeholder));
        return $"{PathOf(command)}{(command.Subcommands.Count > 0 ? " COMMAND" : "")}{arguments} [options]";
    }

    private static string Placeholder(Argument argument) =>
        argument.Arity.MinimumNumberOfValues == 0 ? $" [{Shown(argument)}]" : $" {Shown(argument)}";

    private static string Shown(Argument argument) =>
        (argument.HelpName ?? argument.Name).ToUpperInvariant() + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");

    private static (string, string) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-')).Prepend(option.Name));
        var value = option.HelpName is { } name ? $" {name}" : "";
        var description = option is HelpOption ? "Show this help." : option is VersionOption ? "Show the version." : option.Description ?? "";
        return (names + value, description + (option.Required ? " Required." : ""));
    }

    private static IEnumerable<(int Code, string Means)> Codes(Command command)
    {
        HashSet<int> usual = [ExitCodes.Succeeded, ExitCodes.InternalError, ExitCodes.BadInput, ExitCodes.Interrupted];
        if (command is not DocumentedCommand documented)
            return ExitCodes.All;
        usual.UnionWith(documented.ExitsWith);
        if (documented.Calls)
            usual.UnionWith([ExitCodes.Unauthorised, ExitCodes.Unreachable, ExitCodes.OverQuota]);
        var codes = ExitCodes.All.Where(code => usual.Contains(code.Code));
        return usual.Contains(ExitCodes.RunFailed) ? codes : codes.Select(code => code.Code == ExitCodes.Succeeded ? (code.Code, "done") : code);
    }

    private static void Examples(TextWriter output, IReadOnlyList<Example> examples)
    {
        if (examples.Count == 0)
            return;
        Section(output, "EXAMPLES");
        foreach (var example in examples)
        {
            Paragraph(output, $"# {example.Does}", "  ");
            output.WriteLine($"  {example.Line}");
        }
    }

    private static void Section(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    private static void Rows(TextWriter output, string title, IEnumerable<(string Name, string Says)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        Section(output, title);
        var column = Math.Min(FirstColumnMax, all.Max(row => row.Name.Length));
        foreach (var (name, says) in all)
        {
            var indent = new string(' ', column + 4);
            var first = name.Length > column ? $"  {name}{Environment.NewLine}{indent}" : $"  {name.PadRight(column)}  ";
            output.Write(first);
            output.WriteLine(string.Join(Environment.NewLine + indent, Wrapped(says, Width - indent.Length)));
        }
    }

    private static void Paragraph(TextWriter output, string text, string indent)
    {
        foreach (var line in Wrapped(text, Width - indent.Length))
            output.WriteLine(indent + line);
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
