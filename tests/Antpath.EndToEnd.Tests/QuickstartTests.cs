using Antpath.DevStack.Stack;
using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests;

/// <summary>The main job as users do it, with nothing in the way but real processes and real HTTP.</summary>
public sealed class QuickstartTests(RunningStack stack)
{
    [Fact]
    public async Task The_shell_example_of_the_readme_runs_as_printed_and_leaves_nothing_behind()
    {
        using var scratch = new ScratchFolder();
        var environment = stack.UserEnvironment();
        var arguments = ShellWords.Of(Lines("README.md", "antpath run ").Single()).Skip(1).Select(word => word == "outputs" ? scratch.Path : word).ToList();

        var run = await OurProgram.RunAsync("antpath.dll", arguments, environment);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("succeeded", run.Output, StringComparison.Ordinal);
        Assert.Contains("destroyed", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(scratch.Path));
        Assert.DoesNotContain(environment["ANTHROPIC_API_KEY"], run.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(environment["ANTPATH_API_TOKEN"], run.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_csharp_example_of_the_readme_runs_as_printed()
    {
        using var scratch = new ScratchFolder();

        var run = await OurProgram.RunAsync("CSharpQuickstart.dll", [], stack.UserEnvironment(), scratch.Path);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("bytes)", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(scratch.Path, "outputs")));
    }

    [Fact]
    public async Task The_commands_of_the_quickstart_page_run_in_order()
    {
        using var scratch = new ScratchFolder();
        var commands = Lines("docs/quickstart.md", "antpath ").ToList();
        Assert.Equal(3, commands.Count);

        foreach (var command in commands)
        {
            var ended = await OurProgram.RunAsync("antpath.dll", ShellWords.Of(command).Skip(1), stack.UserEnvironment(), scratch.Path);
            Assert.True(ended.ExitCode == 0, $"{command}\n{ended}");
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(scratch.Path, "outputs")));
    }

    [Fact]
    public async Task After_the_runs_neither_the_provider_nor_the_vault_holds_anything()
    {
        var run = await OurProgram.RunAsync("antpath.dll", ["run", "samples/quickstart/template.json", "--follow"], stack.UserEnvironment());
        Assert.True(run.ExitCode == 0, run.ToString());

        // other tests' runs may be under way: wait until the workspace is at rest, with an end to the waiting
        var left = await Eventually.GetAsync(
            () => Leftovers.CountAsync(stack.Stack.Emulator!, stack.Stack.ConnectionString, TestContext.Current.CancellationToken), found => found.None);
        Assert.True(left.None, $"left at the provider: {left.AtProvider}; vault entries: {left.VaultEntries}");
    }

    [Fact]
    public async Task Bad_input_is_listed_whole_exits_2_and_stores_nothing()
    {
        using var scratch = new ScratchFolder();
        var broken = Path.Combine(scratch.Path, "broken.json");
        await File.WriteAllTextAsync(broken, """{ "name": "Broken", "agent": { "model": "claude-opus-5-5", "tool": [] }, "promt": "x" }""");

        var run = await OurProgram.RunAsync("antpath.dll", ["run", broken, "--follow"], stack.UserEnvironment());

        Assert.Equal(2, run.ExitCode);
        foreach (var words in (string[])["/name", "/agent/tool", "/promt", "The member 'prompt' is required", "nothing was sent"])
            Assert.Contains(words, run.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(string document, string start) =>
        Checkout.Read(document).Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(start, StringComparison.Ordinal));
}
