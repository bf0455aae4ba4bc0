using System.Diagnostics;

namespace Antpath.House.Tests.TestCommand;

/// <summary>The commands that docs/conformance.md prints, followed to what they would run: the suite itself has its own place in <c>make test</c>.</summary>
public sealed class ConformancePageTests
{
    private static readonly string Page = Repository.Files.Single(file => file.Path == "docs/conformance.md").Text;

    public static TheoryData<string> Commands { get; } =
        [.. Page.Split('\n').Where(line => line.Contains("make conformance", StringComparison.Ordinal) && !line.Contains('`', StringComparison.Ordinal))];

    [Fact]
    public void The_page_prints_three() => Assert.Equal(3, Commands.Count);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_printed_command_runs_the_suite(string command)
    {
        using var make = Process.Start(new ProcessStartInfo("bash", ["-c", command.Replace("make conformance", "make -n conformance", StringComparison.Ordinal)])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var recipe = make.StandardOutput.ReadToEnd();
        make.WaitForExit();

        Assert.Equal(0, make.ExitCode);
        Assert.Contains("dotnet run --project tests/Antpath.Conformance.Tests", recipe, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_the_page_names_is_read() => Assert.All(
        Page.Split('`').Where(word => word.StartsWith("ANTPATH_", StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal)),
        name => Assert.Contains(Repository.CSharp, file => file.IsBelow("tests") && file.Name != $"{nameof(ConformancePageTests)}.cs"
            && (file.Text.Contains($"\"{name}\"", StringComparison.Ordinal) || file.Text.Contains($"\"{name.Replace("ANTPATH_CONFORMANCE_", "", StringComparison.Ordinal)}\"", StringComparison.Ordinal))));
}
