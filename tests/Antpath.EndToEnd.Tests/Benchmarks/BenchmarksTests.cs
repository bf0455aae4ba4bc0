using System.Text.Json;
using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests.Benchmarks;

/// <summary>The benchmarks at their smallest: that they run, not how fast.</summary>
public sealed class BenchmarksTests
{
    [Theory]
    [InlineData("emulator")]
    [InlineData("control-plane")]
    public async Task A_part_runs_and_writes_its_figures(string part)
    {
        using var scratch = new ScratchFolder();

        var ended = await OurProgram.RunAsync("Antpath.Benchmarks.dll", [part, "--tiny", "--out", scratch.Path], new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.True(ended.ExitCode == 0, ended.ToString());
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(scratch.Path, "tiny.json"), TestContext.Current.CancellationToken));
        var figures = json.RootElement.GetProperty("figures").EnumerateArray().ToList();
        Assert.True(figures.Count >= 5, ended.Output);
        Assert.All(figures, figure => Assert.True(double.IsFinite(figure.GetProperty("value").GetDouble()), figure.ToString()));
        Assert.Contains("| Measured | Baseline |", await File.ReadAllTextAsync(Path.Combine(scratch.Path, "tiny.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_part_is_refused_with_what_there_is()
    {
        var ended = await OurProgram.RunAsync("Antpath.Benchmarks.dll", ["everything"], new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("control-plane", ended.Errors, StringComparison.Ordinal);
    }
}
