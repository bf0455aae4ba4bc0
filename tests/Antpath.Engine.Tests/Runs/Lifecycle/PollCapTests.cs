using Antpath.Engine.Runs.Lifecycle;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class PollCapTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly ScriptedProvider _provider = new() { OnSession = s => s.OnMessage = session => session.Run() };
    private readonly TemporaryOutputs _store = new();

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("0", null, 15, 8)]
    [InlineData("120", 120, 120, 4)] // its deadline is ten minutes away
    public async Task A_session_is_looked_at_no_more_often_than_the_plan_allowed_when_the_run_was_submitted(string plan, int? kept, int seconds, int looks)
    {
        await using var then = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_PLAN_POLL_SECONDS_MIN", plan));
        await using var now = new EngineUnderTest(database.ConnectionString, null, [.. then.Variables
            .Where(v => v.Key is "ANTPATH_VAULT_KEYS" or "ANTPATH_TOKEN_PEPPER").Select(v => (v.Key, v.Value!)), ("ANTPATH_PLAN_POLL_SECONDS_MIN", "1")]);
        var principal = await then.NewPrincipalAsync();
        var run = await then.SubmitAsync(principal);
        await using var worker = new WorkerUnderTest(now, _provider, _store.Store);
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        var waits = new List<TimeSpan>();
        for (var look = 0; look < looks; look++)
        {
            waits.Add(Assert.IsType<StepResult.Again>(await worker.Loop.StepAsync(held, CancellationToken.None)).After);
            worker.Time.Advance(waits[^1]);
            await worker.Leases.RenewAsync([held.Lease], CancellationToken.None);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), waits[^1]);
        Assert.True(kept is null || waits.Skip(1).All(wait => wait >= TimeSpan.FromSeconds(seconds)), string.Join(' ', waits));
        var view = await then.Get<Antpath.Engine.Runs.RunQueries>().GetAsync(principal.Workspace, run, CancellationToken.None);
        Assert.Equal(kept, view!.Limits.PollSecondsMin);
    }
}
