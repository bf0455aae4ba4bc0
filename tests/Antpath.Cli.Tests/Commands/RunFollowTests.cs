using System.Text.Json;
using Antpath.Cli.Tests.Support;
using Antpath.Runs;

namespace Antpath.Cli.Tests.Commands;

public sealed class RunFollowTests
{
    private const string Template = """
        { "name": "report", "variables": { "topic": { "type": "string" } }, "agent": { "model": "claude-opus-5-5" }, "prompt": "Write about {{topic}}." }
        """;

    [Fact]
    public async Task Following_in_a_pipe_gives_one_line_an_event_and_sums_up()
    {
        await using var cli = new CliFixture().WithRun(null, Sample.Event(1), Sample.Event(2, "run.output_captured", "antpath"), Sample.Event(3, "agent.tool_use"));
        var content = Sample.Bytes(2048);
        cli.Server.On(Sample.OutputsRoute, Replies.Json(
            new OutputList
            {
                Data = [Sample.Output(content)],
                Failures = [new CaptureFailureView { Id = Sample.Output(content).Id, FileName = "big\u001b[31m.csv", SizeBytes = 12 << 20, Reason = "workspace_quota_exceeded", Message = "No room.", FailedAt = Sample.Day }],
            },
            WireJson.Default.OutputList));
        cli.Write("t.json", Template);

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--follow"));
        Snapshot.Matches("run-follow-piped", cli.Output);
        Assert.DoesNotContain('\u001b', cli.Everything);
    }

    [Fact]
    public async Task Following_as_json_gives_nothing_but_json_lines()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);

        await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--follow", "--json");

        var kinds = cli.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString());
        Assert.Equal(["run", "event", "event", "run"], kinds);
    }

    [Fact]
    public async Task Following_on_a_terminal_shows_a_timeline_and_the_same_summary()
    {
        await using var cli = new CliFixture { Terminal = true }.WithRun(null, Sample.Event(1), Sample.Event(2, "agent.message"));
        cli.Write("t.json", Template);

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--follow"));
        Assert.Contains("Message (0 characters)", cli.Output, StringComparison.Ordinal);
        Assert.Contains("succeeded", cli.Output, StringComparison.Ordinal);
        Assert.Contains("\u001b[", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colour_goes_where_no_color_says()
    {
        await using var cli = new CliFixture { Terminal = true };
        cli.Environment["NO_COLOR"] = "1";
        cli.Server.On(Sample.RunRoute, Sample.Reply(Sample.CleanView()));

        await cli.RunAsync("runs", "get", Sample.Run.ToString());

        Assert.DoesNotContain('\u001b', cli.Output);
    }

    [Fact]
    public async Task Outputs_are_downloaded_at_the_end()
    {
        await using var cli = new CliFixture().WithRun();
        var content = Sample.Bytes(5000);
        var output = Sample.Output(content, "../notes.md");
        using var script = new OutputScript(cli.Server, output).Content(output, Replies.File(content));
        cli.Write("t.json", Template);

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--download", "out"));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "out", "notes.md")));
        Assert.Contains("../notes.md is notes.md here", cli.Output, StringComparison.Ordinal);
    }
}
