using System.Text;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class RunLifecycleTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_run_goes_from_submission_to_clean_with_its_files_and_nothing_left_behind()
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            Provider.Write(session, "report.md", Encoding.UTF8.GetBytes("# Report"));
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        var result = await worker.ClaimAndRunAsync(run);

        Assert.IsType<StepResult.Over>(result);
        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, ReasonCodes.EndTurn), (view.Status, view.StatusReason.Code));
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Succeeded), (view.Phase.State, view.Cleanup.State));
        Assert.Equal((100L, 10L, 3L), (view.Usage.InputTokens, view.Usage.OutputTokens, view.Usage.ListCostCents));
        Assert.Equal("# Report", Assert.Single(_bench.Stored));
        Assert.Equal(8L + Assert.Single(_bench.Manifests).Length, view.Usage.StoredBytes);
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 8);
    }

    [Fact]
    public async Task The_log_has_every_event_once_and_no_gaps()
    {
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var events = await EventsAsync(run);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Sequence));
        Assert.Equal(
            ["user.message", "session.status_running", "agent.message", "session.usage", "session.status_idle"],
            events.Where(e => e.Source == "provider").Select(e => e.Type));
        Assert.Equal(
            [
                "queued>provisioning", "provisioning>session_created", "session_created>dispatched", "dispatched>capturing_outputs",
                "capturing_outputs>succeeded",
            ],
            events.Where(e => e.Type == "run.status_changed").Select(e => e.Change));
        Assert.Equal("run.cleaned_up", events[^1].Type);
    }

    [Theory]
    [InlineData("refusal", ReasonCodes.Refusal)]
    [InlineData("budget_reached", ReasonCodes.BudgetReached)]
    [InlineData("retries_exhausted", ReasonCodes.RetriesExhausted)]
    public async Task A_turn_that_ends_badly_fails_the_run_and_its_files_are_captured_all_the_same(string stopReason, string code)
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Stop(stopReason);
            Provider.Write(session, "partial.txt", [1, 2, 3]);
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, code, 1), (view.Status, view.StatusReason.Code, view.OutputCount));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 3);
    }

    [Fact]
    public async Task A_policy_to_retain_keeps_the_session_and_still_destroys_the_secret()
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: Submissions.Simple(cleanup: "retain"));
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Retained, false), (view.Phase.State, view.Cleanup.State, view.SecretHeld));
        Assert.Contains(Provider.Left, r => r.Type == ProviderResourceType.Session);
    }

    [Fact]
    public async Task Usage_is_booked_as_differences_of_a_cumulative_figure()
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Stop("end_turn");
            session.Status = "running";
            session.Add("session.status_running");
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        Provider.Session.Stop("end_turn");
        await worker.RunToEndAsync(held);

        Assert.Equal(200L, (await _bench.ViewAsync(principal, run)).Usage.InputTokens);
        Assert.Equal("100,100", await Engine.ScalarAsync<string>(
            "select string_agg(quantity::text, ',' order by recorded_at) from usage_ledger where run_id = $1 and kind = 'input_tokens'", run.Value));
    }

    private async Task<IReadOnlyList<(long Sequence, string Source, string Type, string? Change)>> EventsAsync(RunId run)
    {
        await using var command = Engine.Database.CreateCommand(
            "select sequence, source, type, (summary ->> 'from') || '>' || (summary ->> 'to') from run_events where run_id = $1 order by sequence");
        command.Parameters.AddWithValue(run.Value);
        var events = new List<(long, string, string, string?)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            events.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return events;
    }
}
