using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle.Observation;
using Antpath.Runs;
using CsCheck;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Observation;

public sealed class SessionDecisionTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("running", RunStatus.ProviderRunning)]
    [InlineData("rescheduling", RunStatus.ProviderRescheduled)]
    [InlineData("a status of next year", RunStatus.ProviderRunning)]
    public void A_session_at_work_goes_on(string status, string phase) => Assert.Equal(new SessionVerdict.Goes(phase), Decide(status));

    [Fact]
    public void An_idle_session_that_never_ran_is_not_over() => Assert.Equal(new SessionVerdict.Goes(null), Decide("idle"));

    [Fact]
    public void An_idle_session_whose_newest_event_says_running_is_not_over_yet() =>
        Assert.Equal(new SessionVerdict.Goes(RunStatus.ProviderIdle), Decide("idle", events: [Status("running")]));

    [Theory]
    [InlineData("end_turn", RunStatus.Succeeded, ReasonCodes.EndTurn)]
    [InlineData("refusal", RunStatus.Failed, ReasonCodes.Refusal)]
    [InlineData("budget_reached", RunStatus.Failed, ReasonCodes.BudgetReached)]
    [InlineData("retries_exhausted", RunStatus.Failed, ReasonCodes.RetriesExhausted)]
    [InlineData("something new", RunStatus.Failed, ReasonCodes.UnknownStopReason)]
    [InlineData(null, RunStatus.Failed, ReasonCodes.UnknownStopReason)]
    public void A_finished_turn_ends_the_run_by_its_stop_reason(string? stopReason, string status, string code)
    {
        var ending = Settled(Decide("idle", events: [Status("idle", stopReason), Status("running")]));

        Assert.Equal((status, code), (ending.Status, ending.Code));
    }

    [Fact]
    public void A_session_that_waits_for_an_approval_is_forbidden() =>
        Assert.Equal(new SessionVerdict.Forbidden(ReasonCodes.ApprovalRequested), Decide("idle", events: [Status("idle", "requires_action"), Status("running")]));

    [Fact]
    public void A_tool_call_that_asked_is_forbidden_while_running_and_no_success_when_over()
    {
        Assert.IsType<SessionVerdict.Forbidden>(Decide("running", askSeen: true));
        Assert.Equal(ReasonCodes.ApprovalRequested, Settled(Decide("idle", events: [Status("idle", "end_turn"), Status("running")], askSeen: true)).Code);
    }

    [Theory]
    [InlineData(false, ReasonCodes.ProviderTerminated)]
    [InlineData(true, ReasonCodes.ProviderTerminated)]
    public void A_terminated_or_archived_session_is_a_failure(bool archived, string code) =>
        Assert.Equal((RunStatus.Failed, code), (Settled(Decide("terminated", archived: archived)).Status, Settled(Decide("terminated", archived: archived)).Code));

    [Theory]
    [InlineData(ReasonCodes.CancelledByUser, RunStatus.Cancelled)]
    [InlineData(ReasonCodes.DeletedByUser, RunStatus.Cancelled)]
    [InlineData(ReasonCodes.DeadlinePassed, RunStatus.TimedOut)]
    [InlineData(ReasonCodes.ApprovalRequested, RunStatus.Failed)]
    public void An_interrupted_turn_that_says_end_turn_is_what_we_interrupted_it_for(string code, string status)
    {
        var ending = Settled(Decide("idle", events: [Status("idle", "end_turn"), Status("running")], interruption: new Interruption(code, TimeSpan.Zero)));

        Assert.Equal((status, code), (ending.Status, ending.Code));
    }

    [Fact]
    public void An_interrupted_session_gets_its_time_and_not_more()
    {
        Assert.Equal(new SessionVerdict.Goes(RunStatus.Cancelling), Decide("running", interruption: Cancel(Ceiling - TimeSpan.FromSeconds(1))));
        Assert.IsType<SessionVerdict.Settled>(Decide("running", interruption: Cancel(Ceiling)));
    }

    [Fact]
    public void An_interrupted_session_that_never_ran_is_over_after_the_grace_period()
    {
        Assert.IsType<SessionVerdict.Goes>(Decide("idle", interruption: Cancel(TimeSpan.Zero)));
        Assert.IsType<SessionVerdict.Settled>(Decide("idle", interruption: Cancel(Grace)));
    }

    [Fact]
    public void Only_a_turn_that_ended_by_itself_is_a_success() => Gen.Select(
            OneOf("idle", "running", "rescheduling", "terminated", "new"),
            OneOf("running", "idle", "rescheduled", "terminated", "new").List[0, 6],
            OneOf("end_turn", "requires_action", "refusal", "budget_reached", "new"),
            Gen.Bool,
            Gen.Bool)
        .Sample((status, statuses, stop, ask, interrupted) =>
        {
            var events = statuses.Select(s => Status(s, s == "idle" ? stop : null)).ToArray();

            var verdict = Decide(status, events: events, askSeen: ask, interruption: interrupted ? Cancel(Ceiling) : null);

            if (verdict is SessionVerdict.Settled { Ending.Status: RunStatus.Succeeded })
                Assert.True(status == "idle" && statuses[0] == "idle" && statuses.Contains("running") && stop == "end_turn" && !ask && !interrupted);
        });

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Interruption Cancel(TimeSpan age) => new(ReasonCodes.CancelledByUser, age);

    private static RunEnding Settled(SessionVerdict verdict) => Assert.IsType<SessionVerdict.Settled>(verdict).Ending;

    private static SessionVerdict Decide(
        string status, bool archived = false, ProviderEvent[]? events = null, bool askSeen = false, Interruption? interruption = null) => SessionDecision.Decide(
        new SessionSnapshot
        {
            Status = status, Archived = archived, Agent = new CreatedResource("agent_1", "1"), EnvironmentId = "env_1", VaultIds = [], ToolsThatCouldAsk = [],
        },
        events ?? [], askSeen, interruption, Grace, Ceiling);

    private static ProviderEvent Status(string status, string? stopReason = null) => new()
    {
        Id = "e", Type = $"session.status_{status}", StopReason = stopReason, Summary = new Dictionary<string, object>(StringComparer.Ordinal),
    };
}
