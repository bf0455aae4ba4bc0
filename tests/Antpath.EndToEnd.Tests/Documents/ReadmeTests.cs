using System.Diagnostics;
using Antpath.DevStack.Stack;
using Antpath.EndToEnd.Tests.Support;
using Antpath.LocalPostgres;

namespace Antpath.EndToEnd.Tests.Documents;

/// <summary>The first screen of README.md: what each of its commands starts is started, as its own process.</summary>
public sealed class ReadmeTests
{
    private static readonly TimeSpan UpAndDownMax = TimeSpan.FromMinutes(3);
    private static readonly Dictionary<string, string> NoColor = new(StringComparer.Ordinal) { ["NO_COLOR"] = "1" };

    [Theory]
    [InlineData("make demo", "antpath-devstack.dll demo")]
    [InlineData("make dev", "antpath-devstack.dll up")]
    [InlineData("make test", "eng/test.sh")]
    public async Task The_first_commands_start_what_they_say(string command, string starts)
    {
        Assert.Contains(PrintedCode.Of("README.md", "bash")[0].Split('\n'), line => line.StartsWith(command + " ", StringComparison.Ordinal));

        var recipe = await Shell.RunAsync(command.Replace("make ", "make -n ", StringComparison.Ordinal), Checkout.Root);

        Assert.True(recipe.ExitCode == 0, recipe.ToString());
        Assert.Contains(starts, recipe.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_runs_to_its_end_and_leaves_nothing_behind()
    {
        using var scratch = new ScratchFolder();
        var template = Path.Combine(Checkout.Root, "samples/quickstart/template.json");

        var demo = await OurProgram.RunAsync("antpath-devstack.dll", ["demo", "--template", template, "--outputs", "outputs/demo"], NoColor, scratch.Path);

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Contains("agents 0, environments 0, vaults 0, skills 0, files 0, sessions 0", demo.Output, StringComparison.Ordinal);
        Assert.Contains("0 entries", demo.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(scratch.Path, "outputs/demo")));
    }

    [Fact]
    public async Task The_development_stack_keeps_its_token_between_starts_until_it_is_reset()
    {
        var data = new StackFolders(Path.Combine(UserFolders.CacheFolder, $"dev-test-{Environment.ProcessId}"));
        try
        {
            var first = await UpAndDownAsync(data);
            var second = await UpAndDownAsync(data);
            var reset = await OurProgram.RunAsync("antpath-devstack.dll", ["reset", "--data", data.Root], NoColor);

            Assert.StartsWith("ant_", first, StringComparison.Ordinal);
            Assert.Equal(first, second);
            Assert.True(reset.ExitCode == 0, reset.ToString());
            Assert.False(Directory.Exists(data.Root));
        }
        finally
        {
            data.Erase();
        }
    }

    /// <returns>The token it printed.</returns>
    private static async Task<string> UpAndDownAsync(StackFolders data)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(UpAndDownMax); // a shell that ignores interrupts hands that on to what it starts
        using var stack = OurProgram.Start("antpath-devstack.dll", ["up", "--port", "0", "--data", data.Root], NoColor);
        await using var killed = limit.Token.UnsafeRegister(static process => ((Process)process!).Kill(entireProcessTree: true), stack);
        var token = "";
        while (await stack.StandardOutput.ReadLineAsync(limit.Token) is { } line && !line.StartsWith("Ctrl-C", StringComparison.Ordinal))
        {
            if (line.Split("ANTPATH_API_TOKEN=") is [_, var printed])
                token = printed.Trim();
            Assert.DoesNotContain("sk-ant-", line.Replace("begins with sk-ant-", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        using var stop = OurProgram.Start("kill", ["-INT", stack.Id.ToString()], NoColor);
        var rest = await stack.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = await stack.StandardError.ReadToEndAsync(limit.Token);
        await stack.WaitForExitAsync(limit.Token);
        Assert.True(stack.ExitCode == 0, $"exit {stack.ExitCode}\n{rest}\n{errors}");
        return token;
    }
}
