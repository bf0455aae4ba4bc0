using Antpath.Ids;
using Antpath.Server.Api.Runs;
using Antpath.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Tests.Api.Runs;

public sealed class EventWaitsTests
{
    private static readonly WorkspaceId Mine = WorkspaceId.From(new Guid(1, 0, 0, new byte[8]));
    private static readonly WorkspaceId Theirs = WorkspaceId.From(new Guid(2, 0, 0, new byte[8]));
    private static readonly RunId Run = RunId.From(new Guid(3, 0, 0, new byte[8]));

    [Fact]
    public void One_workspace_cannot_take_every_seat()
    {
        using var waits = Waits(seats: 10, ofWorkspace: 2);
        waits.TryJoin(Mine, Run);
        waits.TryJoin(Mine, Run);

        Assert.Null(waits.TryJoin(Mine, Run));
        Assert.NotNull(waits.TryJoin(Theirs, Run));
    }

    [Fact]
    public void Seats_are_counted_over_all_workspaces()
    {
        using var waits = Waits(seats: 2, ofWorkspace: 2);
        waits.TryJoin(Mine, Run);
        waits.TryJoin(Theirs, Run);

        Assert.Null(waits.TryJoin(WorkspaceId.From(Guid.AllBitsSet), Run));
    }

    [Fact]
    public void A_seat_that_is_left_can_be_taken_again_and_is_left_once_only()
    {
        using var waits = Waits(seats: 1, ofWorkspace: 1);
        var seat = waits.TryJoin(Mine, Run)!;

        seat.Dispose();
        seat.Dispose();

        Assert.NotNull(waits.TryJoin(Mine, Run));
        Assert.Null(waits.TryJoin(Mine, Run));
    }

    [Fact]
    public void The_first_look_wakes_and_a_look_without_news_does_not()
    {
        using var waits = Waits(seats: 1, ofWorkspace: 1);
        using var seat = waits.TryJoin(Mine, Run)!;
        var first = seat.NextChange();

        waits.Compare([Run], new Dictionary<RunId, long> { [Run] = 7 });
        var second = seat.NextChange();
        waits.Compare([Run], new Dictionary<RunId, long> { [Run] = 7 });

        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public void A_longer_log_wakes_everybody_who_waits_for_it()
    {
        using var waits = Waits(seats: 2, ofWorkspace: 2);
        using var one = waits.TryJoin(Mine, Run)!;
        using var other = waits.TryJoin(Mine, Run)!;
        waits.Compare([Run], new Dictionary<RunId, long> { [Run] = 7 });
        Task[] changes = [one.NextChange(), other.NextChange()];

        waits.Compare([Run], new Dictionary<RunId, long> { [Run] = 8 });

        Assert.All(changes, change => Assert.True(change.IsCompleted));
    }

    [Fact]
    public void A_run_that_is_gone_wakes_too()
    {
        using var waits = Waits(seats: 1, ofWorkspace: 1);
        using var seat = waits.TryJoin(Mine, Run)!;
        waits.Compare([Run], new Dictionary<RunId, long> { [Run] = 7 });
        var change = seat.NextChange();

        waits.Compare([Run], new Dictionary<RunId, long>());

        Assert.True(change.IsCompleted);
    }

    private static EventWaits Waits(int seats, int ofWorkspace) => new(
        null!, Options.Create(new ApiOptions { EventWaitersMax = seats, EventWaitersPerWorkspaceMax = ofWorkspace }), TimeProvider.System, NullLogger<EventWaits>.Instance);
}
