using System.Text;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class RunLifecycleTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));
    private readonly ScriptedProvider _provider = new();
    private readonly TemporaryOutputs _store = new();

    private EngineUnderTest Engine => _engine.Value;

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;
    }

    [Fact]
    public async Task A_run_goes_from_submission_to_clean_with_its_files_and_nothing_left_behind()
    {
        _provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            _provider.Write(session, "report.md", Encoding.UTF8.GetBytes("# Report"));
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        var result = await worker.ClaimAndRunAsync(run);

        Assert.IsType<StepResult.Over>(result);
        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, ReasonCodes.EndTurn), (view.Status, view.StatusReason.Code));
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Succeeded), (view.Phase.State, view.Cleanup.State));
        Assert.Equal((100L, 10L, 3L, 8L), (view.Usage.InputTokens, view.Usage.OutputTokens, view.Usage.ListCostCents, view.Usage.StoredBytes));
        Assert.Equal("# Report", Assert.Single(_store.Contents()));
        await AssertNothingLeftAsync(principal, run, storedBytes: 8);
    }

    [Fact]
    public async Task The_log_has_every_event_once_and_no_gaps()
    {
        var (_, run) = await SubmitAsync();
        await using var worker = Worker();

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
        _provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Stop(stopReason);
            _provider.Write(session, "partial.txt", [1, 2, 3]);
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, code, 1), (view.Status, view.StatusReason.Code, view.OutputCount));
        await AssertNothingLeftAsync(principal, run, storedBytes: 3);
    }

    [Fact]
    public async Task A_cancel_interrupts_the_session_captures_its_files_and_cleans_up()
    {
        _provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            _provider.Write(session, "draft.txt", [1]);
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        Assert.IsType<CancelResult.Requested>(await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None));
        var renewed = Assert.Single(await worker.Leases.RenewAsync([held.Lease], CancellationToken.None));
        held.Hurry();
        await worker.RunToEndAsync(held);

        Assert.True(renewed.Hurried);
        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Cancelled, ReasonCodes.CancelledByUser, 1), (view.Status, view.StatusReason.Code, view.OutputCount));
        await AssertNothingLeftAsync(principal, run, storedBytes: 1);
    }

    [Fact]
    public async Task A_run_cancelled_in_the_queue_ends_without_touching_the_provider_even_when_no_slot_is_free()
    {
        var (principal, run) = await SubmitAsync();
        await Engine.ExecuteAsync("update workspaces set active_runs_max = 0 where id = $1", principal.Workspace.Value);
        await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await ViewAsync(principal, run)).Status);
        Assert.Empty(_provider.Calls);
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_deadline_interrupts_the_session_and_the_run_times_out()
    {
        _provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        await Engine.ExecuteAsync("update runs set deadline_at = now() - interval '1 second' where id = $1", run.Value);
        held.Hurry();
        await worker.RunToEndAsync(held);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.TimedOut, ReasonCodes.DeadlinePassed), (view.Status, view.StatusReason.Code));
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_session_that_does_not_settle_is_captured_at_the_ceiling_and_removed_when_it_lets_go()
    {
        var interrupts = 0;
        _provider.OnSession = s =>
        {
            s.OnMessage = session => session.Run();
            s.OnInterrupt = session =>
            {
                if (++interrupts == 9)
                    session.Stop("end_turn");
            };
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
        held.Hurry();
        await worker.RunToEndAsync(held);

        Assert.Equal(RunStatus.Cancelled, (await ViewAsync(principal, run)).Status);
        Assert.True(await Engine.ScalarAsync<long>("select count(*) from cleanup_attempts where run_id = $1 and status = 'retrying'", run.Value) >= 1);
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_tool_call_that_asks_for_an_approval_is_interrupted_and_fails_the_run()
    {
        _provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Add("agent.mcp_tool_use", permission: "ask");
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.ApprovalRequested), (view.Status, view.StatusReason.Code));
        await AssertNothingLeftAsync(principal, run);
    }

    [Theory]
    [InlineData(true, ReasonCodes.ApprovalRequested)]
    [InlineData(false, ReasonCodes.SnapshotMismatch)]
    public async Task A_session_that_is_not_what_was_asked_for_never_gets_the_prompt(bool couldAsk, string code)
    {
        _provider.OnSession = s =>
        {
            if (couldAsk)
                s.ToolsThatCouldAsk.Add("bash");
            else
                s.AgentVersion = "2";
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, code), (view.Status, view.StatusReason.Code));
        Assert.DoesNotContain("send", _provider.Calls);
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_rejected_key_fails_the_run_and_says_so()
    {
        _provider.FailBefore = call => call.StartsWith("create", StringComparison.Ordinal)
            ? ScriptedProvider.Permanent("provider_key_rejected", 401, ErrorClass.TenantPermanent) : null;
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.ProviderKeyRejected), (view.Status, view.StatusReason.Code));
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_provider_that_stays_away_uses_up_the_attempts()
    {
        _provider.FailBefore = call => call == "create:agent" ? ScriptedProvider.Transient() : null;
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.ProviderUnavailable, 3), (view.Status, view.StatusReason.Code, view.AttemptCount));
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_session_deleted_by_somebody_fails_the_run_and_says_what_is_lost()
    {
        _provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        _provider.Resources.Single(r => r.Type == ProviderResourceType.Session).Gone = true;
        _provider.Sessions.Clear();
        await worker.RunToEndAsync(held);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.SessionLost, 1), (view.Status, view.StatusReason.Code, view.CaptureFailureCount));
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_policy_to_retain_keeps_the_session_and_still_destroys_the_secret()
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: Submissions.Simple(cleanup: "retain"));
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Retained, false), (view.Phase.State, view.Cleanup.State, view.SecretHeld));
        Assert.Contains(_provider.Left, r => r.Type == ProviderResourceType.Session);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_given_up_and_listed_and_the_secret_is_destroyed_all_the_same()
    {
        _provider.FailBefore = call => call == "dispose:agent" ? ScriptedProvider.Transient() : null;
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, RunStatus.CleanupFailed, CleanupStatus.Failed), (view.Status, view.Phase.State, view.Cleanup.State));
        Assert.False(view.SecretHeld);
        Assert.Equal(8L, await Engine.ScalarAsync<long>("select count(*) from cleanup_attempts c join provider_resources p on p.id = c.provider_resource_id where c.run_id = $1 and p.resource_type = 'agent'", run.Value));
        Assert.Equal([ProviderResourceType.Agent], _provider.Left.Select(r => r.Type));
        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from audit_logs where workspace_id = $1 and action = 'run.cleanup_failed'", principal.Workspace.Value));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_opened_ends_the_run_instead_of_retrying_for_ever()
    {
        var (principal, run) = await SubmitAsync();
        await Engine.ExecuteAsync("update vault_entries set ciphertext = '\\x00' where run_id = $1", run.Value);
        await using var worker = Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.InternalError), (view.Status, view.StatusReason.Code));
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_run_that_stops_its_workers_too_often_ends_as_failed_with_its_resources_removed()
    {
        _provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();
        await worker.StepUntilAsync(await worker.ClaimAsync(run), RunStatus.ProviderRunning);
        await Engine.ExecuteAsync("update run_leases set claim_count = 8, lease_expires_at = now() - interval '1 second', next_check_at = now() where run_id = $1", run.Value);

        await worker.ClaimAndRunAsync(run);

        var view = await ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.AttemptsExhausted), (view.Status, view.StatusReason.Code));
        await AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task Usage_is_booked_as_differences_of_a_cumulative_figure()
    {
        _provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Stop("end_turn");
            session.Status = "running";
            session.Add("session.status_running");
        };
        var (principal, run) = await SubmitAsync();
        await using var worker = Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        _provider.Session.Stop("end_turn");
        await worker.RunToEndAsync(held);

        Assert.Equal(200L, (await ViewAsync(principal, run)).Usage.InputTokens);
        Assert.Equal("100,100", await Engine.ScalarAsync<string>(
            "select string_agg(quantity::text, ',' order by recorded_at) from usage_ledger where run_id = $1 and kind = 'input_tokens'", run.Value));
    }

    private WorkerUnderTest Worker(Func<Milestone, ValueTask>? watcher = null, Action<WorkerOptions>? configure = null) =>
        new(Engine, _provider, _store.Store, watcher, configure);

    private async Task<(Principal Principal, RunId Run)> SubmitAsync()
    {
        var principal = await Engine.NewPrincipalAsync();
        return (principal, await Engine.SubmitAsync(principal));
    }

    private async Task<RunView> ViewAsync(Principal principal, RunId run) =>
        Assert.IsType<RunView>(await Engine.Get<RunQueries>().GetAsync(principal.Workspace, run, CancellationToken.None));

    private async Task AssertNothingLeftAsync(Principal principal, RunId run, long storedBytes = 0)
    {
        Assert.Empty(_provider.Left);
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from vault_entries where run_id = $1", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1", run.Value));
        Assert.Equal($"0|0|{storedBytes}|0", await Engine.ScalarAsync<string>(
            "select concat_ws('|', open_runs, active_runs, storage_used_bytes, storage_reserved_bytes) from workspace_counters where workspace_id = $1",
            principal.Workspace.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_attempts where run_id = $1 and state = 'running'", run.Value));
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
