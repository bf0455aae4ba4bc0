using System.Globalization;
using Antpath.DevStack;
using Antpath.DevStack.Stack;
using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests.Outputs;

/// <summary>A worker of its own process captures a large file; memory is read from the operating system.</summary>
public sealed class LargeOutputTests
{
    private const long ExtraBytesMax = 64L << 20;

    [Fact]
    public async Task Capturing_100_MiB_takes_less_than_64_MiB_of_extra_worker_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc, which only Linux has");
        var folders = new StackFolders(StackFolders.ThrowAway().Root + "-large");
        using var scratch = new ScratchFolder();
        try
        {
            await using var stack = await LocalStack.StartAsync(
                new StackOptions { Folders = folders, Durable = false, Worker = false }, new Narrator(TimeProvider.System), TimeProvider.System, TestContext.Current.CancellationToken);
            var user = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ANTPATH_BASE_URL"] = stack.BaseUrl.ToString(),
                ["ANTPATH_API_TOKEN"] = stack.ApiToken,
                ["ANTHROPIC_API_KEY"] = RunningStack.ProviderKey(),
            };
            var settings = stack.Environment.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.Ordinal);
            settings["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0";
            using var worker = OurProgram.Start("antpath-server.dll", ["worker"], settings);
            try
            {
                // whatever it logs is taken, so that a full pipe never stops it
                worker.OutputDataReceived += (_, line) => TestContext.Current.SendDiagnosticMessage(line.Data ?? "");
                worker.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
                worker.BeginOutputReadLine();
                worker.BeginErrorReadLine();
                await RunAsync(scratch, user, "[[scenario: quick-answer]]");
                var before = PeakBytes(worker.Id);

                var large = await RunAsync(scratch, user, "[[scenario: huge-file size=100MiB]]");

                Assert.Contains("100.0 MiB", large.Output, StringComparison.Ordinal);
                Assert.InRange(PeakBytes(worker.Id) - before, 0, ExtraBytesMax);
            }
            finally
            {
                worker.Kill(entireProcessTree: true);
                await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            folders.Erase();
        }
    }

    private static async Task<OurProgram.Ended> RunAsync(ScratchFolder scratch, Dictionary<string, string> user, string prompt)
    {
        var template = Path.Combine(scratch.Path, "template.json");
        await File.WriteAllTextAsync(template, $$"""{ "name": "large", "agent": { "model": "claude-opus-5-5" }, "prompt": "{{prompt}}" }""");
        var run = await OurProgram.RunAsync("antpath.dll", ["run", template, "--follow"], user);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run;
    }

    /// <summary>The most memory the process ever held, from the kernel's own account.</summary>
    private static long PeakBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
