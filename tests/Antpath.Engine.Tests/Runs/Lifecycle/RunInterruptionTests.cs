using Antpath.Engine.Runs;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>Runs that somebody or something stops.</summary>
public sealed class RunInterruptionTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_cancel_interrupts_the_session_captures_its_files_and_cleans_up()
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            Provider.Write(session, "draft.txt", [1]);
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        Assert.IsType<CancelResult.Requested>(await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None));
        var renewed = Assert.Single(await worker.Leases.RenewAsync([held.Lease], CancellationToken.None));
        held.Hurry();
        await worker.RunToEndAsync(held);

        Assert.True(renewed.Hurried);
        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Cancelled, ReasonCodes.CancelledByUser, 1), (view.Status, view.StatusReason.Code, view.OutputCount));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 1);
    }

    [Fact]
    public async Task A_run_cancelled_in_the_queue_ends_without_touching_theProvider_even_when_no_slot_is_free()
    {
        var (principal, run) = await _bench.SubmitAsync();
        await Engine.ExecuteAsync("update workspaces set active_runs_max = 0 where id = $1", principal.Workspace.Value);
        await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await _bench.ViewAsync(principal, run)).Status);
        Assert.Empty(Provider.Calls);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_deadline_interrupts_the_session_and_the_run_times_out()
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        await Engine.ExecuteAsync("update runs set deadline_at = now() - interval '1 second' where id = $1", run.Value);
        held.Hurry();
        await worker.RunToEndAsync(held);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.TimedOut, ReasonCodes.DeadlinePassed), (view.Status, view.StatusReason.Code));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_session_that_does_not_settle_is_captured_at_the_ceiling_and_removed_when_it_lets_go()
    {
        var interrupts = 0;
        Provider.OnSession = s =>
        {
            s.OnMessage = session => session.Run();
            s.OnInterrupt = session =>
            {
                if (++interrupts == 9)
                    session.Stop("end_turn");
            };
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
        held.Hurry();
        await worker.RunToEndAsync(held);

        Assert.Equal(RunStatus.Cancelled, (await _bench.ViewAsync(principal, run)).Status);
        Assert.True(await Engine.ScalarAsync<long>("select count(*) from cleanup_attempts where run_id = $1 and status = 'retrying'", run.Value) >= 1);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_tool_call_that_asks_for_an_approval_is_interrupted_and_fails_the_run()
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Add("agent.mcp_tool_use", permission: "ask");
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.ApprovalRequested), (view.Status, view.StatusReason.Code));
        await _bench.AssertNothingLeftAsync(principal, run);
    }
}
