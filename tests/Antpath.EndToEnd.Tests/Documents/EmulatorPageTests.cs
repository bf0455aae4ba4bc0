using System.Text.Json;
using Antpath.Emulator;
using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests.Documents;

/// <summary>Every command of the emulator's page, as printed but for the port, which another program may hold.</summary>
public sealed class EmulatorPageTests
{
    private const string Page = "docs/emulator.md";
    private const string StartsWith = "dotnet run --project src/Antpath.Emulator -- ";

    private static IReadOnlyList<string> Blocks { get; } = PrintedCode.Of(Page, "bash");

    [Fact]
    public async Task The_emulator_starts_with_the_printed_arguments_and_stops_when_asked()
    {
        var arguments = ShellWords.Of(Block(StartsWith)[StartsWith.Length..].Replace("8787", "0", StringComparison.Ordinal));
        using var emulator = OurProgram.Start("antpath-emulator.dll", arguments, new Dictionary<string, string>(StringComparer.Ordinal));

        var line = await emulator.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var stop = OurProgram.Start("kill", ["-INT", emulator.Id.ToString()], new Dictionary<string, string>(StringComparer.Ordinal));
        await emulator.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("antpath-emulator listens on http://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Equal(0, emulator.ExitCode);
    }

    [Fact]
    public async Task The_first_request_makes_an_agent()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions(), TimeProvider.System, TestContext.Current.CancellationToken);

        using var agent = await AskAsync("curl -s http://127.0.0.1:8787/v1/agents ", emulator);

        Assert.Equal("agent", agent.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_printed_fault_is_armed()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions(), TimeProvider.System, TestContext.Current.CancellationToken);

        using var armed = await AskAsync("curl -s http://127.0.0.1:8787/_emulator/faults ", emulator);

        using var http = new HttpClient { BaseAddress = emulator.BaseAddress };
        var faults = await http.GetStringAsync(new Uri("/_emulator/faults", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("drop_after", faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_is_sanitized_with_the_printed_command()
    {
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(Path.Combine(scratch.Path, "snapshots"));
        const string Call = """
            {"at":"2026-11-22T12:00:00Z","method":"POST","path":"/v1/sessions/sesn_1/events","status":200,"request":{"events":[{"type":"user.message","content":[{"type":"text","text":"the plan is secret"}]}]},"response":{"data":[]}}
            """;
        await File.WriteAllTextAsync(Path.Combine(scratch.Path, "recorded.jsonl"), Call + "\n");

        var ended = await Shell.RunAsync(Block("antpath-emulator snapshot sanitize "), scratch.Path);

        Assert.True(ended.ExitCode == 0, ended.ToString());
        var sanitized = await File.ReadAllTextAsync(Path.Combine(scratch.Path, "snapshots", "mine.jsonl"));
        Assert.Contains("user.message", sanitized, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sanitized, StringComparison.Ordinal);
    }

    [Fact]
    public void No_printed_command_is_left_out() => Assert.Equal(4, Blocks.Count);

    private static string Block(string start) => Blocks.Single(block => block.StartsWith(start, StringComparison.Ordinal));

    private static async Task<JsonDocument> AskAsync(string start, EmulatorHost emulator)
    {
        var lines = Block(start).Replace("http://127.0.0.1:8787/", emulator.BaseAddress.ToString(), StringComparison.Ordinal);
        var ended = await Shell.RunAsync(lines, Checkout.Root);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return JsonDocument.Parse(ended.Output);
    }
}
