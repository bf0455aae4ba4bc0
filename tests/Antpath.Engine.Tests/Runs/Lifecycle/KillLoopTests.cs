using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>Runs that kill each worker that takes them: they end, with a bounded number of victims, whatever the step.</summary>
public sealed class KillLoopTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    /// <summary>Claims without progress allowed, and a few more for the steps around the deadly one.</summary>
    private static readonly int ClaimsEnough = new WorkerOptions().ClaimsWithoutProgressMax + 3;

    private readonly LifecycleBench _bench = new(database);
    private RunId _run;

    private ScriptedProvider Provider => _bench.Provider;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("create:agent", RunStatus.Failed, ReasonCodes.AttemptsExhausted)]
    [InlineData("create:session", RunStatus.Failed, ReasonCodes.AttemptsExhausted)]
    [InlineData("find:agent", RunStatus.Failed, ReasonCodes.AttemptsExhausted)]
    [InlineData("get:session", RunStatus.Failed, ReasonCodes.AttemptsExhausted)]
    [InlineData("send", RunStatus.Failed, ReasonCodes.AttemptsExhausted)]
    [InlineData("list:events", RunStatus.Failed, ReasonCodes.AttemptsExhausted)]
    [InlineData("list:files", RunStatus.Succeeded, ReasonCodes.EndTurn)]
    [InlineData("open:file_out_4", RunStatus.Succeeded, ReasonCodes.EndTurn)]
    public async Task A_call_that_kills_every_worker_ends_the_run_and_leaves_nothing_behind(string call, string status, string code)
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            Provider.Write(session, "a.txt", [1]);
        };
        if (call == "find:agent")
            Provider.FailAfter = c => c == "create:agent" && !Provider.Calls.Contains("find:agent") ? ScriptedProvider.Lost : null;
        var ended = false;
        Provider.AtCall = async (c, _) =>
        {
            // once the run is terminal, clean-up may search for what provisioning could not
            ended = ended || await _bench.Engine.ScalarAsync<bool>("select exists (select from runs where id = $1 and finished_at is not null)", _run.Value);
            if (c == call && !ended)
                throw new WorkerKilledException();
        };
        (var principal, _run) = await _bench.SubmitAsync();

        await TakeUntilOverAsync();

        var view = await _bench.ViewAsync(principal, _run);
        Assert.Equal((status, code), (view.Status, view.StatusReason.Code));
        Assert.Equal(call.StartsWith("list:files", StringComparison.Ordinal) || call.StartsWith("open", StringComparison.Ordinal) ? 1 : 0, view.CaptureFailureCount);
        Assert.Equal(CleanupStatus.Succeeded, view.Cleanup.State);
        var stored = call is "list:events" or "send" ? view.OutputCount : 0;
        await _bench.AssertNothingLeftAsync(principal, _run, storedBytes: stored);
    }

    [Theory]
    [InlineData("dispose:session")]
    [InlineData("dispose:agent")]
    [InlineData("dispose:environment")]
    public async Task A_removal_that_kills_every_worker_is_given_up_and_the_others_are_carried_out(string call)
    {
        Provider.AtCall = (c, _) => c == call ? throw new WorkerKilledException() : Task.CompletedTask;
        (var principal, _run) = await _bench.SubmitAsync();

        await TakeUntilOverAsync();

        var view = await _bench.ViewAsync(principal, _run);
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Failed, false), (view.Status, view.Cleanup.State, view.SecretHeld));
        Assert.Equal(call == "dispose:session" ? 2L : 1L, await _bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where workspace_id = $1 and action = 'run.cleanup_failed'", principal.Workspace.Value));

        // an environment cannot go while its session is there: then both are listed
        Assert.Contains(call["dispose:".Length..], Provider.Left.Select(r => r.Type));
    }

    private async Task TakeUntilOverAsync()
    {
        for (var claim = 1; claim <= ClaimsEnough; claim++)
        {
            await using var worker = _bench.Worker();
            try
            {
                Assert.IsType<StepResult.Over>(await worker.ClaimAndRunAsync(_run));
                Assert.True(claim > 1, "nothing was killed");
                return;
            }
            catch (WorkerKilledException)
            {
                await _bench.Engine.ExecuteAsync(
                    "update run_leases set lease_expires_at = now() - interval '1 second', next_check_at = now() - interval '1 second' where run_id = $1", _run.Value);
            }
        }

        Assert.Fail($"The run was not over after {ClaimsEnough} claims.");
    }
}
