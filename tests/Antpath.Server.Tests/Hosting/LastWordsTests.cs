using System.Diagnostics;
using Antpath.Server.Commands;
using Antpath.Server.Hosting;

namespace Antpath.Server.Tests.Hosting;

public sealed class LastWordsTests
{
    [Fact]
    public async Task A_process_that_dies_tells_what_kind_of_exception_and_where_and_not_its_message()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "antpath-server.dll"), "config"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Broken, process.ExitCode);
        Assert.Contains("System.InvalidOperationException", error, StringComparison.Ordinal);
        Assert.Contains("System.IO.IOException", error, StringComparison.Ordinal);
        Assert.Contains($"at {nameof(StartupHook)}.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error + await output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-ant-", error + await output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_exception_there_are_words_all_the_same() => Assert.StartsWith("antpath-server ended", LastWords.Of(null), StringComparison.Ordinal);
}
