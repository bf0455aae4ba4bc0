using Antpath.Cli.Tests.Support;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Cli.Tests.Commands;

public sealed class RunsCommandsTests
{
    [Fact]
    public async Task A_list_fits_the_terminal()
    {
        await using var cli = new CliFixture { Terminal = true };
        cli.Environment["NO_COLOR"] = "1";
        var run = Sample.View(RunStatus.CapturingOutputs) with { Template = new TemplateReference { Name = new string('x', 64), Hash = "sha256:", Model = "m" } };
        cli.Server.On("GET /v1/runs", Replies.Json(new RunPage { Data = [run, run] }, WireJson.Default.RunPage));

        Assert.Equal(0, await cli.RunAsync("runs", "list", "--status", "failed", "--since", "2h"));
        Assert.Equal(3, cli.Lines.Count);
        Assert.All(cli.Lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains(Sample.Run.ToString(), cli.Output, StringComparison.Ordinal);
        Assert.Contains("just now", cli.Output, StringComparison.Ordinal);
        Assert.Equal("2026-03-01T10:00:00Z", cli.Server.Requests[0].Argument("createdAfter"));
    }

    [Fact]
    public async Task A_list_in_a_pipe_is_complete_with_exact_times()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/runs", Replies.Json(new RunPage { Data = [Sample.View(), Sample.View()], NextCursor = "more" }, WireJson.Default.RunPage));

        await cli.RunAsync("runs", "list", "--limit", "2");

        Assert.Contains("2026-03-01T12:00:00Z", cli.Output, StringComparison.Ordinal);
        Assert.Contains("--limit shows more", cli.Error, StringComparison.Ordinal);
        Assert.Single(cli.Server.Requests);
    }

    [Fact]
    public async Task One_run_is_shown_with_its_reasons()
    {
        await using var cli = new CliFixture();
        cli.Server.On(Sample.RunRoute, Sample.Reply(Sample.CleanView()));

        await cli.RunAsync("runs", "get", Sample.Run.ToString());

        Snapshot.Matches("runs-get-piped", cli.Output);
    }

    [Fact]
    public async Task Resources_show_what_is_left()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"GET /v1/runs/{Sample.Run}/resources", LeftSession());

        Assert.Equal(0, await cli.RunAsync("runs", "resources", Sample.Run.ToString()));
        Assert.Contains("session  session_scripted  created  failed", cli.Output, StringComparison.Ordinal);
        Assert.Contains("The provider is away.", cli.Output, StringComparison.Ordinal);
        Assert.Contains("Delete the session.", cli.Output, StringComparison.Ordinal);
        Assert.Contains("/v1/sessions/session_scripted", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_run_whose_clean_up_failed_is_shown_with_what_is_left_and_how_to_remove_it()
    {
        await using var cli = new CliFixture();
        var view = Sample.CleanView();
        cli.Server.On(Sample.RunRoute, Sample.Reply(view with { Cleanup = view.Cleanup with { State = CleanupStatus.Failed } }));
        cli.Server.On($"GET /v1/runs/{Sample.Run}/resources", LeftSession());

        Assert.Equal(0, await cli.RunAsync("runs", "get", Sample.Run.ToString()));
        Assert.Contains("session session_scripted: The provider is away.", cli.Output, StringComparison.Ordinal);
        Assert.Contains("/v1/sessions/session_scripted", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_can_wait_for_the_end()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"POST /v1/runs/{Sample.Run}/cancel", Replies.Json(Sample.View(RunStatus.Cancelling), WireJson.Default.RunView, 202));
        cli.Server.On(Sample.RunRoute, Sample.Reply(Sample.View(RunStatus.Cancelled, "cancelled_by_user")));

        Assert.Equal(0, await cli.RunAsync("runs", "cancel", Sample.Run.ToString(), "--wait"));
        Assert.Contains("cancelled_by_user", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_asks_a_person_and_needs_a_flag_where_there_is_none()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"DELETE /v1/runs/{Sample.Run}", Replies.Json(Sample.View(RunStatus.PendingDelete), WireJson.Default.RunView, 202));

        Assert.Equal(2, await cli.RunAsync("runs", "delete", Sample.Run.ToString()));
        cli.Terminal = true;
        cli.Input = "no\n";
        Assert.Equal(2, await cli.RunAsync("runs", "delete", Sample.Run.ToString()));
        Assert.Empty(cli.Server.Requests);

        cli.Input = "yes\n";
        Assert.Equal(0, await cli.RunAsync("runs", "delete", Sample.Run.ToString()));
        cli.Terminal = false;
        Assert.Equal(0, await cli.RunAsync("runs", "delete", Sample.Run.ToString(), "--yes"));
        Assert.Equal(2, cli.Server.Requests.Count);
    }

    [Fact]
    public async Task Events_go_on_after_a_cursor()
    {
        await using var cli = new CliFixture();
        cli.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Events(false, 5)));

        Assert.Equal(0, await cli.RunAsync("runs", "events", Sample.Run.ToString(), "--after", "c4"));
        Assert.Equal("2026-03-01T12:00:05Z  Session running\n", cli.Output);
        Assert.Equal("c4", cli.Server.Requests[0].Argument("after"));
    }

    [Fact]
    public async Task Downloading_again_fetches_nothing_twice_and_another_file_is_a_conflict()
    {
        await using var cli = new CliFixture();
        var content = Sample.Bytes(3000);
        var output = Sample.Output(content);
        using var script = new OutputScript(cli.Server, output).Content(output, Replies.File(content));

        Assert.Equal(0, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--dir", "out"));
        Assert.Equal(0, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--dir", "out"));
        Assert.Contains("there already, unchanged: 1", cli.Output, StringComparison.Ordinal);
        Assert.Single(cli.Server.To(OutputScript.ContentRoute(output)));

        cli.Write("out/report.md", "mine");
        Assert.Equal(7, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--dir", "out"));
        Assert.Equal(0, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--dir", "out", "--overwrite", "--json"));
    }

    private static Reply LeftSession()
    {
        var session = new ResourceView
        {
            Id = new ResourceId(Sample.Run.Value), Type = "session", Attempt = 1, ProviderName = "antpath-run", ProviderId = "session_scripted",
            State = "created", CleanupStatus = "failed", CleanupAttemptCount = 3, CleanupError = "The provider is away.", IntendedAt = Sample.Day,
        };
        return Replies.Json(new ResourceList { Data = [session with { Remedy = RemedySentence.Of(session) }], CleanupAttempts = [] }, WireJson.Default.ResourceList);
    }
}
