using Antpath.Cli.Tests.Support;
using Antpath.Runs;

namespace Antpath.Cli.Tests;

public sealed class ExitCodesTests
{
    [Theory]
    [InlineData(RunStatus.Succeeded, 0)]
    [InlineData(RunStatus.Failed, 3)]
    [InlineData(RunStatus.Cancelled, 4)]
    [InlineData(RunStatus.TimedOut, 5)]
    public async Task How_a_run_ended_is_the_exit_code(string status, int code)
    {
        await using var cli = new CliFixture();
        cli.WithRun(Sample.CleanView(status, "because"));
        await cli.RunAsync("template", "init");

        Assert.Equal(code, await cli.RunAsync("run", "field-notes.json", "--follow"));
        Assert.Equal(code, await cli.RunAsync("run", "field-notes.json", "--wait", "--json"));
        Assert.Equal(code, await cli.RunAsync("runs", "events", Sample.Run.ToString(), "--follow"));
    }

    [Theory]
    [InlineData(401, "token_revoked", 6)]
    [InlineData(403, "scope_missing", 6)]
    [InlineData(409, "idempotency_key_reused", 7)]
    [InlineData(422, "submission_refused", 2)]
    [InlineData(429, "open_runs_quota_exceeded", 10)]
    [InlineData(501, "not_implemented", 8)]
    public async Task Why_a_submission_was_refused_is_the_exit_code(int status, string problem, int code)
    {
        await using var cli = new CliFixture();
        await cli.RunAsync("template", "init");
        cli.Server.On("POST /v1/runs", Replies.Problem(status, problem, "said by the script"));

        Assert.Equal(code, await cli.RunAsync("run", "field-notes.json"));
        Assert.Contains("said by the script", cli.Error, StringComparison.Ordinal);
        Assert.Equal("", cli.Output);
    }

    [Fact]
    public async Task What_is_not_there_is_nine()
    {
        await using var cli = new CliFixture();
        cli.Server.On(Sample.RunRoute, Replies.Problem(404, "run_not_found"));

        Assert.Equal(9, await cli.RunAsync("runs", "get", Sample.Run.ToString()));
    }

    [Fact]
    public async Task Nobody_answering_is_eight()
    {
        await using var cli = new CliFixture();
        await cli.Server.DisposeAsync();

        Assert.Equal(8, await cli.RunAsync("whoami"));
        Assert.Contains("antpath doctor", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_token_is_six_with_the_remedy()
    {
        await using var cli = new CliFixture();
        cli.Environment.Remove("ANTPATH_API_TOKEN");

        Assert.Equal(6, await cli.RunAsync("whoami"));
        Assert.Contains("ANTPATH_API_TOKEN", cli.Error, StringComparison.Ordinal);
        Assert.Contains("antpath login", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs", "get", "nonsense")]
    [InlineData("runs", "list", "--limit", "0")]
    [InlineData("run", "missing.json")]
    [InlineData("run", "missing.json", "--timeout", "soon")]
    [InlineData("run")]
    [InlineData("rnu")]
    [InlineData("runs", "list", "--stauts", "failed")]
    [InlineData("run", "t.json", "--cleanup", "maybe")]
    public async Task Misuse_is_two(params string[] arguments)
    {
        await using var cli = new CliFixture();

        Assert.Equal(2, await cli.RunAsync(arguments));
        Assert.StartsWith("error: ", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }

    [Fact]
    public async Task A_timeout_of_the_users_own_is_eleven_and_the_run_goes_on()
    {
        await using var cli = new CliFixture();
        cli.WithRun();
        await cli.RunAsync("template", "init");
        cli.Server.On(Sample.RunRoute, Sample.Reply(Sample.View()));
        cli.Server.On(Sample.EventsRoute, Replies.Stall);

        var following = cli.RunAsync("run", "field-notes.json", "--follow", "--timeout", "40s");
        await cli.Server.Reached(Sample.EventsRoute);
        cli.Time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(11, await following);
        Assert.Contains($"antpath runs events {Sample.Run} --follow", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_while_following_detaches_and_says_how_to_come_back()
    {
        await using var cli = new CliFixture();
        cli.WithRun();
        await cli.RunAsync("template", "init");
        cli.Server.On(Sample.EventsRoute, Replies.Stall);

        var following = cli.RunAsync("run", "field-notes.json", "--follow");
        await cli.Server.Reached(Sample.EventsRoute);
        cli.Interrupt();

        Assert.Equal(130, await following);
        Assert.Contains("the run goes on", cli.Error, StringComparison.Ordinal);
        Assert.Contains($"antpath runs events {Sample.Run} --follow", cli.Error, StringComparison.Ordinal);
        Assert.Contains($"antpath runs cancel {Sample.Run}", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(cli.Server.Requests, request => request.Path.EndsWith("/cancel", StringComparison.Ordinal));
    }

    [Fact]
    public void The_documentation_has_every_code()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));

        Assert.All(ExitCodes.All, code => Assert.Contains($"| {code.Code} | {code.Means.Replace("--wait, --follow or --download", "`--wait`, `--follow` or `--download`", StringComparison.Ordinal).Replace("--timeout", "`--timeout`", StringComparison.Ordinal)} |", page, StringComparison.Ordinal));
    }
}
