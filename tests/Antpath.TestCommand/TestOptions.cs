using System.Globalization;

namespace Antpath.TestCommand;

/// <summary>The command line: <c>[--configuration C] [--project PART]… [--parallel N] [--timeout MINUTES] [-- ARGUMENTS OF THE TEST PROGRAMS]</c>.</summary>
internal sealed record TestOptions
{
    /// <summary>Default: Debug, which <c>make build</c> makes.</summary>
    public string Configuration { get; init; } = "Debug";

    /// <summary>Parts of project names to run. Default: all.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Test projects run at once, 1 to 16. Default: one per processor, at most 4: each also runs its classes side by side.</summary>
    public int Parallel { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>How long one project may take. Default: 20 minutes, below what CI gives the whole.</summary>
    public TimeSpan ProjectTimeout { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Passed on to each test program, such as <c>--filter-class X</c>.</summary>
    public IReadOnlyList<string> TestArguments { get; init; } = [];

    /// <exception cref="FormatException">An argument is unknown, lacks its value or is out of range.</exception>
    public static TestOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new TestOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--")
            {
                return options with { TestArguments = [.. arguments.Skip(i + 1)] };
            }

            var name = arguments[i];
            var value = ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value.");
            options = name switch
            {
                "--configuration" => options with { Configuration = value },
                "--project" => options with { Projects = [.. options.Projects, value] },
                "--parallel" => options with { Parallel = Number(name, value, 16) },
                "--timeout" => options with { ProjectTimeout = TimeSpan.FromMinutes(Number(name, value, 120)) },
                _ => throw new FormatException($"Unknown argument '{name}'. Known: --configuration, --project, --parallel, --timeout, and -- before arguments of the test programs."),
            };
        }

        return options;
    }

    private static int Number(string name, string value, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new FormatException($"{name} wants a number from 1 to {max}, not '{value}'.");
}
