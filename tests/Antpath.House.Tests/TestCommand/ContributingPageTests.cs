using System.Diagnostics;
using System.Text.RegularExpressions;
using Antpath.TestCommand;

namespace Antpath.House.Tests.TestCommand;

/// <summary>The test commands that docs/contributing.md prints. Running all tests inside a test would not end, so each is followed to what it would run.</summary>
public sealed partial class ContributingPageTests
{
    private static readonly string Page = Repository.Files.Single(file => file.Path == "docs/contributing.md").Text;

    public static TheoryData<string> Commands { get; } =
        [.. Page.Split('\n').Where(line => line.StartsWith("make test ARGS", StringComparison.Ordinal) || line.StartsWith("dotnet run --project tests/", StringComparison.Ordinal))];

    [Fact]
    public void The_page_prints_three() => Assert.Equal(3, Commands.Count);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_printed_command_runs_a_project_and_a_class_that_exist(string command)
    {
        var words = Words(command.StartsWith("make", StringComparison.Ordinal) ? Recipe(command) : command).ToList();
        var options = command.StartsWith("make", StringComparison.Ordinal)
            ? TestOptions.Parse(words.SkipWhile(word => !word.EndsWith("eng/test.sh", StringComparison.Ordinal)).Skip(1).ToList())
            : new TestOptions { Projects = [words[3]], TestArguments = [.. words.SkipWhile(word => word != "--").Skip(1)] };

        Assert.Contains(Repository.Files, file => file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Extension == ".csproj" && file.Path.Contains(options.Projects.Single(), StringComparison.Ordinal));
        foreach (var type in options.TestArguments.Where(argument => argument.StartsWith('*')))
            Assert.Contains(Repository.CSharp, file => file.Text.Contains($"class {type.Trim('*')}", StringComparison.Ordinal));
    }

    private static string Recipe(string command)
    {
        using var make = Process.Start(new ProcessStartInfo("bash", ["-c", command.Replace("make test", "make -n test", StringComparison.Ordinal)])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var recipe = make.StandardOutput.ReadToEnd();
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
        return recipe;
    }

    private static IEnumerable<string> Words(string line) => Word().Matches(line.Split(" # ")[0]).Select(match => match.Value.Trim('"', '\''));

    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s]+""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
