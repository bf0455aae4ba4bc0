using Antpath.Chaos.Plan;
using Antpath.Chaos.Verdict;
using Antpath.Ids;

namespace Antpath.Chaos.Tests;

/// <summary>Each promise holds for good evidence, and is seen to be broken by evidence that differs from it in one thing.</summary>
public sealed class PromisesTests
{
    private const string File = "answer.txt 1f";

    private static readonly ProviderSession Session = new()
    {
        Id = "sesn_1", UserMessages = 1, Events = ["e1", "e2"], Files = [File], Tokens = new Dictionary<string, long> { ["input_tokens"] = 7 },
    };

    private static readonly RunRecord Run = new()
    {
        Id = new Guid("0198c0de-0000-7000-8000-000000000001"), Status = "succeeded", StatusCode = "end_turn", Phase = "succeeded", CleanupStatus = "succeeded", LastEventSequence = 2,
        Sessions = [("sesn_1", true, true)], Sequences = [1, 2], ProviderEvents = ["e1", "e2"], Outputs = [File], CaptureFailures = 0,
        Tokens = new Dictionary<string, long> { ["input_tokens"] = 7 },
    };

    [Fact]
    public void Good_evidence_breaks_nothing()
    {
        Assert.Null(Promises.TooManyMessages(Session));
        Assert.Null(Promises.TooManyMessages(Run, Sessions(Session)));
        Assert.Null(Promises.WrongOutputs(Run, Sessions(Session)));
        Assert.Null(Promises.BrokenSequence(Run));
        Assert.Null(Promises.WrongEvents(Run, Sessions(Session)));
        Assert.Null(Promises.WrongUsage(Run, Sessions(Session)));
    }

    [Fact]
    public void A_second_message_is_seen_in_one_session_and_in_two()
    {
        Assert.NotNull(Promises.TooManyMessages(Session with { UserMessages = 2 }));
        Assert.NotNull(Promises.TooManyMessages(
            Run with { Sessions = [("sesn_1", false, true), ("sesn_2", true, true)] }, Sessions(Session, Session with { Id = "sesn_2" })));
        Assert.NotNull(Promises.TooManyMessages(Run, Sessions(Session with { UserMessages = 0 })));
    }

    [Fact]
    public void A_file_that_is_missing_doubled_or_altered_is_seen()
    {
        Assert.NotNull(Promises.WrongOutputs(Run with { Outputs = [] }, Sessions(Session)));
        Assert.NotNull(Promises.WrongOutputs(Run with { Outputs = [File, File] }, Sessions(Session)));
        Assert.NotNull(Promises.WrongOutputs(Run with { Outputs = ["answer.txt 2e"] }, Sessions(Session)));
        Assert.Null(Promises.WrongOutputs(Run with { Outputs = [], CaptureFailures = 1 }, Sessions(Session)));
    }

    [Fact]
    public void A_gap_a_repetition_and_a_wrong_last_number_are_seen()
    {
        Assert.NotNull(Promises.BrokenSequence(Run with { Sequences = [1, 3], LastEventSequence = 2 }));
        Assert.NotNull(Promises.BrokenSequence(Run with { Sequences = [1, 1] }));
        Assert.NotNull(Promises.BrokenSequence(Run with { LastEventSequence = 3 }));
    }

    [Fact]
    public void An_event_that_is_lost_doubled_or_invented_is_seen()
    {
        Assert.NotNull(Promises.WrongEvents(Run with { ProviderEvents = ["e1"] }, Sessions(Session)));
        Assert.NotNull(Promises.WrongEvents(Run with { ProviderEvents = ["e1", "e2", "e2"] }, Sessions(Session)));
        Assert.NotNull(Promises.WrongEvents(Run with { ProviderEvents = ["e1", "e2", "e3"] }, Sessions(Session)));
    }

    [Fact]
    public void Usage_that_is_booked_twice_or_not_at_all_is_seen()
    {
        Assert.NotNull(Promises.WrongUsage(Run with { Tokens = new Dictionary<string, long> { ["input_tokens"] = 14 } }, Sessions(Session)));
        Assert.NotNull(Promises.WrongUsage(Run with { Tokens = new Dictionary<string, long>() }, Sessions(Session)));
    }

    [Fact]
    public void A_deletion_that_was_acknowledged_and_not_carried_out_is_seen()
    {
        var accepted = new AcceptedRun(PlannedRun.Draw(new Random(1), 1, 1)[0], new RunId(Run.Id));

        Assert.NotNull(Promises.NotDeleted(accepted, new Dictionary<Guid, RunRecord> { [Run.Id] = Run }));
        Assert.Null(Promises.NotDeleted(accepted, new Dictionary<Guid, RunRecord> { [Run.Id] = Run with { Status = "deleted" } }));
    }

    [Fact]
    public void A_takeover_that_comes_late_is_seen()
    {
        Assert.Empty(Judge.JudgeTakeovers([TimeSpan.FromSeconds(6)]).Broken);
        Assert.Single(Judge.JudgeTakeovers([TimeSpan.FromSeconds(6.1)]).Broken);
    }

    private static Dictionary<string, ProviderSession> Sessions(params ProviderSession[] sessions) => sessions.ToDictionary(session => session.Id);
}
