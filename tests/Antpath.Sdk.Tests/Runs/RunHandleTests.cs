using Antpath.Runs;
using Antpath.Sdk.Tests.Support;

namespace Antpath.Sdk.Tests.Runs;

public sealed class RunHandleTests
{
    private static readonly string CancelRoute = $"POST /v1/runs/{Sample.Run}/cancel";
    private static readonly string DeleteRoute = $"DELETE /v1/runs/{Sample.Run}";

    [Fact]
    public async Task Cancelling_survives_a_lost_answer()
    {
        await using var f = new ClientFixture();
        f.Server.On(CancelRoute, Replies.CutOff, Replies.Json(Sample.View(RunStatus.Cancelling), WireJson.Default.RunView, 202));

        Assert.Equal(RunStatus.Cancelling, (await f.Run.CancelAsync()).Status);
    }

    [Fact]
    public async Task Deleting_again_after_a_lost_answer_takes_gone_for_done()
    {
        await using var f = new ClientFixture();
        f.Server.On(DeleteRoute, Replies.CutOff, Replies.Problem(404, "run_not_found"));

        Assert.Null(await f.Run.DeleteAsync());
    }

    [Fact]
    public async Task Deleting_what_never_was_is_not_found()
    {
        await using var f = new ClientFixture();
        f.Server.On(DeleteRoute, Replies.Problem(404, "run_not_found"));

        await Assert.ThrowsAsync<NotFoundException>(() => f.Run.DeleteAsync());
    }

    [Fact]
    public async Task Lists_are_fetched_page_by_page_with_the_filter()
    {
        await using var f = new ClientFixture();
        f.Server.On(
            "GET /v1/runs",
            Replies.Json(new RunPage { Data = [Sample.View(), Sample.View()], NextCursor = "more" }, WireJson.Default.RunPage),
            Replies.Json(new RunPage { Data = [Sample.View()] }, WireJson.Default.RunPage));
        var filter = new RunFilter { Statuses = ["failed", "timed_out"], Tags = ["a b"], Template = "weekly", CreatedAfter = Sample.Day, PageSize = 2 };

        var count = 0;
        await foreach (var run in f.Client.ListRunsAsync(filter))
            count += run.Priority == 0 ? 1 : 0;

        Assert.Equal(3, count);
        Assert.Equal("status=failed&status=timed_out&tag=a%20b&template=weekly&createdAfter=2026-03-01T12%3A00%3A00Z&limit=2", f.Server.Requests[0].Query);
        Assert.Equal("more", f.Server.Requests[1].Argument("cursor"));
    }

    [Fact]
    public async Task A_server_that_repeats_a_cursor_does_not_send_the_client_in_circles()
    {
        await using var f = new ClientFixture();
        f.Server.On("GET /v1/runs", Replies.Json(new RunPage { Data = [Sample.View()], NextCursor = "same" }, WireJson.Default.RunPage));

        var thrown = await Assert.ThrowsAsync<ServerException>(async () =>
        {
            await foreach (var run in f.Client.ListRunsAsync())
                Assert.Equal(Sample.Run, run.Id);
        });

        Assert.Equal("answer_invalid", thrown.Code);
        Assert.Equal(2, f.Server.Requests.Count);
    }
}
