using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests;

/// <summary>The demo with separate worker processes, one of which is killed while the agent works.</summary>
public sealed class KilledWorkerTests
{
    [Fact]
    public async Task The_demo_ends_well_though_its_worker_is_killed_in_the_middle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "starts a PostgreSQL, which Windows is refused");
        using var scratch = new ScratchFolder();

        var demo = await OurProgram.RunAsync(
            "antpath-devstack.dll", ["demo", "--kill-worker", "--outputs", scratch.Path], new Dictionary<string, string>(StringComparer.Ordinal) { ["NO_COLOR"] = "1" });

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Contains("kill -9", demo.Output, StringComparison.Ordinal);
        Assert.Contains("succeeded", demo.Output, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(scratch.Path).Length);
    }
}
