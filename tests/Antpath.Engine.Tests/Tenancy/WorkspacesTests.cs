using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Tenancy;

public sealed class WorkspacesTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));

    private Engine.Tenancy.Workspaces Workspaces => _engine.Value.Get<Engine.Tenancy.Workspaces>();

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

    [Fact]
    public async Task Asking_for_the_same_workspace_at_once_makes_one()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Workspaces.CreateAsync("Same", i % 2 == 0 ? "same@example.test" : "SAME@example.test", "Somebody", CancellationToken.None)));

        Assert.Single(made.Distinct());
        var other = await Workspaces.CreateAsync("Other", "same@example.test", "Somebody", CancellationToken.None);
        Assert.NotEqual(made[0].Workspace, other.Workspace);
        Assert.Equal(made[0].Owner, other.Owner);
    }

    [Fact]
    public async Task Limits_are_the_plans_until_the_workspace_has_its_own()
    {
        var principal = await _engine.Value.NewPrincipalAsync();

        var before = await Workspaces.GetAsync(principal.Workspace, CancellationToken.None);
        await _engine.Value.ExecuteAsync("update workspaces set open_runs_max = 3, storage_bytes_max = 5 where id = $1", principal.Workspace.Value);
        await _engine.Value.ExecuteAsync("update workspace_counters set storage_used_bytes = 2, storage_reserved_bytes = 1 where workspace_id = $1", principal.Workspace.Value);
        await _engine.Value.SubmitAsync(principal);
        var after = await Workspaces.GetAsync(principal.Workspace, CancellationToken.None);

        Assert.Equal((1000, 20, 86_400, 10L << 30), (before!.OpenRunsMax, before.ActiveRunsMax, before.RunDurationSecondsMax, before.StorageBytesMax));
        Assert.Equal((3, 20, 5L), (after!.OpenRunsMax, after.ActiveRunsMax, after.StorageBytesMax));
        Assert.Equal((1, 0, 3L), (after.OpenRuns, after.ActiveRuns, after.StorageBytesUsed));
    }

    [Fact]
    public async Task Usage_is_summed_over_the_span_and_the_workspace()
    {
        var principal = await _engine.Value.NewPrincipalAsync();
        var run = await _engine.Value.SubmitAsync(principal);
        foreach (var (kind, quantity, day) in ((string, int, int)[])[("input_tokens", 10, 1), ("input_tokens", 5, 2), ("output_tokens", 7, 2), ("input_tokens", 100, 3)])
            await AddUsageAsync(principal, run.Value, kind, quantity, Day(day));

        var usage = await Workspaces.UsageAsync(principal.Workspace, Day(1), Day(3), CancellationToken.None);

        Assert.Equal((15L, 7L), (usage.Totals.InputTokens, usage.Totals.OutputTokens));
        Assert.Equal(0, usage.RunCount);
        var now = DateTimeOffset.UnixEpoch.AddYears(100);
        Assert.Equal(1, (await Workspaces.UsageAsync(principal.Workspace, Day(1), now, CancellationToken.None)).RunCount);
        var stranger = await _engine.Value.NewPrincipalAsync();
        Assert.Equal(0, (await Workspaces.UsageAsync(stranger.Workspace, Day(1), now, CancellationToken.None)).Totals.InputTokens);
    }

    [Fact]
    public async Task A_deleted_workspace_is_not_found()
    {
        var principal = await _engine.Value.NewPrincipalAsync();
        await _engine.Value.ExecuteAsync("update workspaces set status = 'deleted', pending_delete_at = now(), deleted_at = now() where id = $1", principal.Workspace.Value);

        Assert.Null(await Workspaces.GetAsync(principal.Workspace, CancellationToken.None));
    }

    private static DateTimeOffset Day(int day) => new(2020, 1, day, 0, 0, 0, TimeSpan.Zero);

    private Task AddUsageAsync(Engine.Tenancy.Principal principal, Guid run, string kind, long quantity, DateTimeOffset at) => _engine.Value.ExecuteAsync(
        """
        insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity, run_event_id, recorded_at)
        values (gen_random_uuid(), $1, $2, $3, $4, $5, gen_random_uuid(), $6)
        """,
        principal.Workspace.Value, principal.AppUser.Value, run, kind, quantity, at);
}
