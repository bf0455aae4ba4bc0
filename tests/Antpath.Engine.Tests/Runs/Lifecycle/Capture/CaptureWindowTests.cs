using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Lifecycle.Capture;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Capture;

public sealed class CaptureWindowTests
{
    private static readonly WorkerOptions Options = new()
    {
        SettleListings = 2, SettleInterval = TimeSpan.FromSeconds(2), SettleQuiet = TimeSpan.FromSeconds(3),
        SettleQuietEmpty = TimeSpan.FromSeconds(8), SettleCeiling = TimeSpan.FromSeconds(60), Jitter = 0,
    };

    [Fact]
    public void However_late_it_is_nothing_is_decided_without_a_listing() => Assert.Equal(CaptureWindowState.Open, Look());

    [Fact]
    public void No_file_at_all_is_watched_longer()
    {
        Assert.Equal(CaptureWindowState.Open, Look(At(3), At(7)));
        Assert.Equal(CaptureWindowState.AtRest, Look(At(3), At(8)));
    }

    [Fact]
    public void An_answer_that_came_late_tells_of_the_time_it_was_asked_for()
    {
        Assert.Equal(CaptureWindowState.Open, Look(At(0), new FileListing(2, 30, [])));
        Assert.Equal(CaptureWindowState.Open, Look(new FileListing(0, 9, [File("a", 1)]), At(10, "a")));
    }

    [Fact]
    public void One_listing_is_not_enough() => Assert.Equal(CaptureWindowState.Open, Look(At(8, "a")));

    [Fact]
    public void Two_listings_that_agree_are_enough_after_the_quiet_time()
    {
        Assert.Equal(CaptureWindowState.Open, Look(At(0, "a"), At(2, "a")));
        Assert.Equal(CaptureWindowState.AtRest, Look(At(0, "a"), At(3, "a")));
    }

    [Fact]
    public void Two_listings_right_after_each_other_count_as_one() => Assert.Equal(CaptureWindowState.Open, Look(At(9, "a"), At(10, "a")));

    [Fact]
    public void A_new_file_or_another_size_starts_again()
    {
        Assert.Equal(CaptureWindowState.Open, Look(At(0, "a"), At(4, "a", "b")));
        Assert.Equal(CaptureWindowState.Open, Look(At(0, "a"), new FileListing(4, 4, [File("a", 2)])));
        Assert.Equal(CaptureWindowState.AtRest, Look(At(0, "a"), At(2, "a", "b"), At(4, "a", "b")));
    }

    [Fact]
    public void A_list_that_never_rests_is_taken_as_it_is_at_the_ceiling() => Assert.Equal(CaptureWindowState.Closed, Look(At(56, "a"), At(60, "a", "b")));

    private static CaptureWindowState Look(params FileListing[] listings) =>
        CaptureWindow.Look(listings, since: 0, (from, to) => TimeSpan.FromSeconds(to - from), Options);

    private static FileListing At(long second, params string[] files) => new(second, second, [.. files.Select(f => File(f, 1))]);

    private static SessionFile File(string id, long size) => new(id, id, size, "text/plain", DateTimeOffset.UnixEpoch);
}
