using Antpath.Runs;
using Antpath.Sdk.Tests.Support;

namespace Antpath.Sdk.Tests.Runs;

public sealed class WaitTests
{
    [Fact]
    public async Task A_run_that_is_over_is_answered_at_once()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.RunRoute, Sample.Reply(Sample.View(RunStatus.Failed, "budget_reached")));

        var run = await f.Run.WaitAsync();

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task The_event_log_wakes_the_wait_up()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.RunRoute, Sample.Reply(Sample.View()), Sample.Reply(Sample.View(RunStatus.Succeeded)));
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Events(false, 1, 2)), Sample.Reply(Sample.Page(false, more: false, Sample.Event(3, "run.status_changed", "antpath"))));

        Assert.Equal(RunStatus.Succeeded, (await f.Run.WaitAsync()).Status);
        Assert.Equal(2, f.Server.To(Sample.RunRoute).Count);
        Assert.Equal(1, Assert.Single(f.Time.Waits).TotalSeconds); // the busy log was given a pause
    }

    [Fact]
    public async Task It_waits_for_clean_up_when_asked_to()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.RunRoute, Sample.Reply(Sample.View(RunStatus.Succeeded)), Sample.Reply(Sample.CleanView()));
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Page(true, more: false, Sample.Event(9, "run.cleaned_up", "antpath"))));

        var run = await f.Run.WaitAsync(new WaitOptions { UntilCleanedUp = true });

        Assert.NotNull(run.CleanedUpAt);
        Assert.False(run.SecretHeld);
    }

    [Fact]
    public async Task The_timeout_ends_the_wait_and_tells_how_the_run_stood()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.RunRoute, Sample.Reply(Sample.View()));
        f.Server.On(Sample.EventsRoute, Replies.Stall);

        var waiting = f.Run.WaitAsync(new WaitOptions { Timeout = TimeSpan.FromSeconds(40) });
        await f.Server.Reached(Sample.EventsRoute);
        f.Time.Advance(TimeSpan.FromSeconds(40));

        var thrown = await Assert.ThrowsAsync<WaitTimedOutException>(() => waiting);
        Assert.Equal(RunStatus.ProviderRunning, thrown.Run.Status);
        Assert.Equal("wait_timed_out", thrown.Code);
    }

    [Fact]
    public async Task A_closed_log_without_an_end_is_not_asked_in_a_tight_loop()
    {
        await using var f = new ClientFixture();
        f.Server.On(Sample.RunRoute, Sample.Reply(Sample.View()), Sample.Reply(Sample.View()), Sample.Reply(Sample.View(RunStatus.Cancelled)));
        f.Server.On(Sample.EventsRoute, Sample.Reply(Sample.Events(true)));

        await f.Run.WaitAsync();

        Assert.Equal([1, 1], f.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public void Success_can_be_insisted_on()
    {
        Assert.Equal(RunStatus.Succeeded, Sample.View(RunStatus.Succeeded).EnsureSucceeded().Status);
        Assert.Throws<InvalidOperationException>(() => Sample.View().EnsureSucceeded());

        var thrown = Assert.Throws<RunFailedException>(() => Sample.View(RunStatus.TimedOut, "deadline_passed").EnsureSucceeded());
        Assert.Equal("deadline_passed", thrown.Code);
        Assert.Equal(Sample.Run, thrown.Run.Id);
    }
}
