using Antpath.Runs;
using Antpath.Sdk.Tests.Support;

namespace Antpath.Sdk.Tests.Runs;

public sealed class FollowTests
{
    private static async Task<List<long>> SequencesAsync(IAsyncEnumerable<EventView> events)
    {
        var sequences = new List<long>();
        await foreach (var entry in events)
            sequences.Add(entry.Sequence);
        return sequences;
    }

    [Fact]
    public async Task Events_come_in_order_until_the_log_is_closed()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Page(false, more: true, Sample.Event(1), Sample.Event(2))), Sample.Reply(Sample.Events(false, 3)), Sample.Reply(Sample.Events(true, 4)));

        Assert.Equal([1, 2, 3, 4], await SequencesAsync(f.Run.FollowAsync()));
        Assert.Equal([null, "c2", "c3"], f.Server.To(Sample.EventsRoute).Select(request => request.Argument("after")));
        Assert.All(f.Server.To(Sample.EventsRoute), request => Assert.Equal("25", request.Argument("wait")));
    }

    [Fact]
    public async Task Outages_limits_and_stalls_lose_nothing_and_repeat_nothing()
    {
        await using var f = new ClientFixture();
        f.Server.On(
            Sample.EventsRoute,
            Sample.Reply(Sample.Events(false, 1, 2)),
            Replies.CutOff,
            Replies.Problem(503, "draining"),
            Replies.Problem(429, "rate_limited", headers: "Retry-After: 3"),
            Replies.CutOff, Replies.CutOff, Replies.CutOff, Replies.CutOff, Replies.CutOff,
            Sample.Reply(Sample.Events(false, 2, 3)), // the server repeats itself
            Sample.Reply(Sample.Events(true)));

        Assert.Equal([1, 2, 3], await SequencesAsync(f.Run.FollowAsync()));
        Assert.All(f.Server.To(Sample.EventsRoute).Skip(1).Take(9), request => Assert.Equal("c2", request.Argument("after")));
    }

    [Fact]
    public async Task Following_begins_after_the_cursor_given()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Events(true, 8)));

        await SequencesAsync(f.Run.FollowAsync(after: "c7"));

        Assert.Equal("c7", Assert.Single(f.Server.Requests).Argument("after"));
    }

    [Fact]
    public async Task An_outage_longer_than_allowed_ends_it()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Events(false, 1)), Replies.Problem(503, "down"));

        await Assert.ThrowsAnyAsync<AntpathException>(() => SequencesAsync(f.Run.FollowAsync(new FollowOptions { OutageMax = TimeSpan.FromMinutes(2) })));

        Assert.InRange(f.Time.GetUtcNow() - Sample.Day, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(145));
    }

    [Fact]
    public async Task A_server_that_does_not_hold_its_polls_is_not_asked_in_a_tight_loop()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Events(false)), Sample.Reply(Sample.Events(false)), Sample.Reply(Sample.Events(true)));

        await SequencesAsync(f.Run.FollowAsync());

        Assert.Equal([1, 1], f.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task It_can_end_with_the_terminal_status_instead_of_the_closed_log()
    {
        await using var f = new ClientFixture();
        f.Server.On(
            Sample.EventsRoute,
            Sample.Reply(Sample.Page(false, more: false, Sample.Event(1, "run.status_changed", "antpath"))),
            Sample.Reply(Sample.Page(false, more: false, Sample.Event(2, "run.status_changed", "antpath"))),
            Sample.Reply(Sample.Events(false, 3)));
        f.Server.On(Sample.RunRoute, Sample.Reply(Sample.View()), Sample.Reply(Sample.View(RunStatus.Succeeded)));

        Assert.Equal([1, 2, 3], await SequencesAsync(f.Run.FollowAsync(new FollowOptions { StopAtTerminalStatus = true })));
        Assert.Equal("0", f.Server.To(Sample.EventsRoute)[^1].Argument("wait"));
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_said_at_once()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Replies.Problem(404, "run_not_found"));

        await Assert.ThrowsAsync<NotFoundException>(() => SequencesAsync(f.Run.FollowAsync()));
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_a_held_poll()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Replies.Stall);
        using var cancelling = new CancellationTokenSource();

        var following = SequencesAsync(f.Run.FollowAsync(cancellationToken: cancelling.Token));
        await f.Server.Reached(Sample.EventsRoute);
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task Listing_ends_where_the_log_ends_now()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Page(false, more: true, Sample.Event(1))), Sample.Reply(Sample.Events(false, 2)));

        Assert.Equal([1, 2], await SequencesAsync(f.Run.ListEventsAsync()));
    }
}
