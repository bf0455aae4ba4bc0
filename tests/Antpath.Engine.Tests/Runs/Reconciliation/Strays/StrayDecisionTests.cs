using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs.Reconciliation.Strays;

public sealed class StrayDecisionTests
{
    private static readonly SweepOptions Options = new();
    private static readonly RunId Run = RunId.From(Guid.AllBitsSet);
    private static readonly ResourceId Entry = ResourceId.From(Guid.AllBitsSet);

    [Theory]
    // no run: live, asking; entry's status, hours since removed
    [InlineData(false, false, false, null, 0, "remove unknown_run")]
    [InlineData(true, true, false, null, 0, "remove late_duplicate")]
    [InlineData(true, true, true, null, 0, "leave being_created")]
    [InlineData(true, false, false, null, 0, "remove unknown_resource")]
    [InlineData(true, true, false, "pending", 0, "leave in_use")]
    [InlineData(true, true, false, "in_progress", 0, "leave in_use")]
    [InlineData(true, true, false, "failed", 0, "leave in_use")]
    [InlineData(true, false, false, "failed", 0, "remove left_by_clean_up")]
    [InlineData(true, false, false, "pending", 0, "remove left_by_clean_up")]
    [InlineData(true, true, false, "retained", 0, "leave retained")]
    [InlineData(true, false, false, "retained", 0, "leave retained")]
    [InlineData(true, false, false, "succeeded", 0, "leave just_removed")]
    [InlineData(true, false, false, "succeeded", 2, "remove believed_removed")]
    [InlineData(true, true, false, "succeeded", 2, "remove believed_removed")]
    public void What_the_journal_says_decides(bool known, bool live, bool asking, string? status, int hoursRemoved, string verdict)
    {
        var facts = Facts(known, live, asking, status, hoursRemoved);

        Assert.Equal(verdict, Said(StrayDecision.Decide(ProviderResourceType.Agent, facts, TimeSpan.FromHours(3), Options)));
    }

    [Theory]
    [InlineData(false, false, 3, "if_unprompted")]
    [InlineData(true, false, 3, "remove")]
    [InlineData(false, true, 3, "remove")]
    [InlineData(false, false, 24 * 31, "remove")]
    public void A_session_whose_files_may_be_needed_goes_only_unprompted(bool captured, bool deleting, int ageHours, string verdict)
    {
        var facts = Facts(true, false, false, "failed", 0) with { Captured = captured, Deleting = deleting };

        Assert.Equal($"{verdict} left_by_clean_up", Said(StrayDecision.Decide(ProviderResourceType.Session, facts, TimeSpan.FromHours(ageHours), Options)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("failed")]
    [InlineData("succeeded")]
    public void Nothing_young_is_touched(string? status) =>
        Assert.Equal("leave too_young", Said(StrayDecision.Decide(
            ProviderResourceType.Session, Facts(status is not null, false, false, status, 100), Options.StrayAge - TimeSpan.FromSeconds(1), Options)));

    private static StrayFacts Facts(bool known, bool live, bool asking, string? status, int hoursRemoved) => new()
    {
        Workspace = known ? WorkspaceId.From(Guid.AllBitsSet) : null,
        Run = known ? Run : null,
        RunLive = live,
        Asking = asking,
        Entry = status is null ? null : Entry,
        EntryStatus = status,
        RemovedFor = status == "succeeded" ? TimeSpan.FromHours(hoursRemoved) : null,
    };

    private static string Said(StrayVerdict verdict) => verdict switch
    {
        StrayVerdict.Remove => $"remove {verdict.Reason}",
        StrayVerdict.RemoveIfUnprompted => $"if_unprompted {verdict.Reason}",
        _ => $"leave {verdict.Reason}",
    };
}
