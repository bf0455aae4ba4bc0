using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Secrets;
using Antpath.Ids;
using Antpath.Runs;
using CsCheck;

namespace Antpath.Engine.Tests.Runs.Submission;

public sealed class SubmissionDecisionsTests
{
    private static readonly WorkspaceId Home = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly byte[] HashA = [1];
    private static readonly byte[] HashB = [2];

    private static readonly Dictionary<RunOwner, int> NoRuns = [];

    public static TheoryData<bool, int, int, string?, bool, string> Cases => new()
    {
        // open workspace, open runs of 5, seconds of 60, key held by (a = same request, b = another), decision
        { true, 0, 60, null, true, "Insert" },
        { true, 4, 60, null, true, "Insert" },
        { true, 5, 60, null, true, "RefuseQuota" },
        { true, 6, 60, null, true, "RefuseQuota" },
        { true, 0, 61, null, true, "RefuseDuration" },
        { true, 5, 61, null, true, "RefuseDuration" },
        { true, 0, 60, "a", true, "Replay" },
        { true, 5, 61, "a", true, "Replay" },
        { true, 0, 60, "b", true, "RefuseKey" },
        { true, 5, 61, "b", true, "RefuseKey" },
        { false, 0, 60, null, true, "RefuseWorkspace" },
        { false, 0, 60, "a", true, "RefuseWorkspace" },
        { true, 0, 60, null, false, "RefuseWorkspace" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_combination_has_one_decision(bool open, int openRuns, int seconds, string? holder, bool known, string decision)
    {
        var holders = new Dictionary<(WorkspaceId Workspace, string Key), KeyHolder>();
        if (holder is not null)
            holders[(Home, "k")] = new KeyHolder(new RunId(Guid.AllBitsSet), holder == "a" ? HashA : HashB);

        var decided = SubmissionDecisions.Decide([Run("k", HashA, seconds)], known ? Facts(open, openRuns) : [], holders, NoRuns);

        Assert.Equal(decision, Assert.Single(decided).GetType().Name);
    }

    [Fact]
    public void Within_a_group_the_first_of_a_key_is_stored_and_the_others_follow_it()
    {
        var first = Run("k", HashA);

        var decided = SubmissionDecisions.Decide([first, Run("k", HashA), Run("k", HashB), Run(null, HashA)], Facts(true, 0), new Dictionary<(WorkspaceId, string), KeyHolder>(), NoRuns);

        Assert.IsType<SubmissionDecision.Insert>(decided[0]);
        Assert.Equal(new SubmissionDecision.Replay(first.Id), decided[1]);
        Assert.Equal(new SubmissionDecision.RefuseKey(first.Id), decided[2]);
        Assert.IsType<SubmissionDecision.Insert>(decided[3]);
    }

    [Fact]
    public void A_request_hashed_with_an_older_pepper_is_still_the_same()
    {
        var holders = new Dictionary<(WorkspaceId Workspace, string Key), KeyHolder> { [(Home, "k")] = new(new RunId(Guid.AllBitsSet), HashB) };
        var run = Run("k", HashA) with { RequestHashes = [HashA, HashB] };

        Assert.IsType<SubmissionDecision.Replay>(Assert.Single(SubmissionDecisions.Decide([run], Facts(true, 0), holders, NoRuns)));
    }

    [Fact]
    public void No_group_passes_the_quota_or_stores_a_key_twice()
    {
        var keys = Gen.Select(Gen.Int[0, 6], Gen.Bool);
        Gen.Select(Gen.Int[0, 8], keys.Array[0, 30]).Sample((openRuns, wishes) =>
        {
            var group = wishes.Select(w => Run(w.Item1 == 0 ? null : $"k{w.Item1}", w.Item2 ? HashA : HashB)).ToList();

            var decided = SubmissionDecisions.Decide(group, Facts(true, openRuns), new Dictionary<(WorkspaceId, string), KeyHolder>(), NoRuns);

            var stored = group.Where((_, i) => decided[i] is SubmissionDecision.Insert).ToList();
            Assert.True(stored.Count <= Math.Max(0, 5 - openRuns));
            var storedKeys = stored.Select(r => r.IdempotencyKey).OfType<string>().ToList();
            Assert.Equal(storedKeys.Distinct(), storedKeys);
            Assert.Equal(group.Count, decided.Count);
        });
    }

    [Fact]
    public void A_persons_cap_and_a_tokens_count_what_is_open_and_what_the_group_adds()
    {
        var (me, other, token) = (new AppUserId(Guid.AllBitsSet), new AppUserId(Guid.Empty), new ApiTokenId(Guid.AllBitsSet));
        var facts = Facts(true, 0);
        facts[Home] = facts[Home] with { OpenRunsMax = 100, OpenRunsPerUserMax = 3, OpenRunsPerTokenMax = 2 };
        var open = new Dictionary<RunOwner, int> { [new RunOwner(Home, me, null)] = 1 };
        NewRun Mine(ApiTokenId? by) => Run(null, HashA) with { Creator = me, ApiToken = by };

        var decided = SubmissionDecisions.Decide(
            [Mine(token), Mine(null), Mine(null), Run(null, HashA) with { Creator = other, ApiToken = token }, Run(null, HashA) with { Creator = other, ApiToken = token }, Run(null, HashA) with { Creator = other, ApiToken = token }],
            facts, new Dictionary<(WorkspaceId, string), KeyHolder>(), open);

        Assert.Equal(
            [
                new SubmissionDecision.Insert(), new SubmissionDecision.Insert(), new SubmissionDecision.RefuseQuota(OpenRunsOf.User, 3),
                new SubmissionDecision.Insert(), new SubmissionDecision.Insert(), new SubmissionDecision.RefuseQuota(OpenRunsOf.Token, 2),
            ],
            decided);
    }

    private static Dictionary<WorkspaceId, WorkspaceFacts> Facts(bool open, int openRuns) =>
        new() { [Home] = new WorkspaceFacts { Open = open, OpenRuns = openRuns, OpenRunsMax = 5, OpenRunsPerUserMax = 5, OpenRunsPerTokenMax = 5, DurationSecondsMax = 60 } };

    private static NewRun Run(string? key, byte[] hash, int seconds = 60)
    {
        var id = new RunId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
        return new NewRun
        {
            Id = id,
            Workspace = Home,
            Creator = new AppUserId(Guid.Empty),
            IdempotencyKey = key,
            RequestHashes = [hash],
            Template = new TemplateReference { Name = "t", Hash = "h", Model = "m" },
            Snapshot = "{}",
            Tags = [],
            Priority = 0,
            Limits = new RunLimits { MaxDurationSeconds = seconds, AttemptsMax = 1, ClaudeSession = "delete" },
            Secret = new SealedSecret { EntryId = Guid.Empty, Workspace = Home, Run = id, KekId = "k", WrappedDek = [], Ciphertext = [] },
            EventId = Guid.Empty,
        };
    }
}
