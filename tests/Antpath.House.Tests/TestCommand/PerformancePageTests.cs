using System.Diagnostics;

namespace Antpath.House.Tests.TestCommand;

/// <summary>The commands that docs/performance.md prints, followed to what they would run; the benchmarks themselves run in the end-to-end tests.</summary>
public sealed class PerformancePageTests
{
    private static readonly string Page = Repository.Files.Single(file => file.Path == "docs/performance.md").Text;

    public static TheoryData<string> Commands { get; } = [.. Page.Split('\n').Where(line => line.StartsWith("make bench", StringComparison.Ordinal))];

    [Fact]
    public void The_page_prints_three() => Assert.Equal(3, Commands.Count);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_printed_command_runs_the_benchmarks(string command)
    {
        using var make = Process.Start(new ProcessStartInfo("bash", ["-c", command.Replace("make ", "make -n ", StringComparison.Ordinal)])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var recipe = make.StandardOutput.ReadToEnd();
        make.WaitForExit();

        Assert.Equal(0, make.ExitCode);
        Assert.Contains("dotnet run --project bench/Antpath.Benchmarks -c Release", recipe, StringComparison.Ordinal);
        Assert.Equal(command.Contains("quick", StringComparison.Ordinal), recipe.Contains("--quick", StringComparison.Ordinal));
    }
}
