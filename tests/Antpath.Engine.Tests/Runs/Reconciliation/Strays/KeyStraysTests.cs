using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Submission;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Runs.Reconciliation.Strays;

public sealed class KeyStraysTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task A_run_that_cleans_up_takes_along_what_nobody_holds()
    {
        await using var bench = new LifecycleBench(database);
        var (principal, run) = await bench.SubmitAsync();
        Plant(bench.Provider, "leaked", "test");
        Plant(bench.Provider, "of-others", "test-2");
        Plant(bench.Provider, "young", "test", TimeProvider.System.GetUtcNow());
        await using var worker = bench.Worker();

        await worker.ClaimAndRunAsync(run);

        Assert.Equal("succeeded", (await bench.ViewAsync(principal, run)).Cleanup.State);
        Assert.Equal(["of-others", "young"], bench.Provider.Left.Select(r => r.Id).Order());
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'provider.stray_removed' and target_id = 'leaked'"));
    }

    [Fact]
    public async Task What_another_workspaces_live_run_holds_under_the_same_key_is_respected()
    {
        await using var bench = new LifecycleBench(database);
        var (_, theirs) = await bench.SubmitAsync();
        bench.Provider.OnSession = s => s.OnMessage = _ => s.Run();
        await using var other = bench.Worker();
        await other.StepUntilAsync(await other.ClaimAsync(theirs), "provider_running");
        var held = bench.Provider.Left.Select(r => r.Id).Order().ToList();
        bench.Provider.OnSession = _ => { };
        var (_, mine) = await bench.SubmitAsync();
        await using var worker = bench.Worker();

        await worker.ClaimAndRunAsync(mine);

        Assert.Contains("owned:session", bench.Provider.Calls);
        Assert.All(held, id => Assert.Contains(id, bench.Provider.Left.Select(r => r.Id)));
    }

    [Fact]
    public async Task A_provider_that_does_not_list_holds_no_run_up()
    {
        await using var bench = new LifecycleBench(database);
        var (principal, run) = await bench.SubmitAsync();
        Plant(bench.Provider, "leaked", "test");
        bench.Provider.FailBefore = call => call.StartsWith("owned:", StringComparison.Ordinal) ? ScriptedProvider.Transient() : null;
        await using var worker = bench.Worker();

        await worker.ClaimAndRunAsync(run);

        Assert.Equal("succeeded", (await bench.ViewAsync(principal, run)).Cleanup.State);
        Assert.Equal("leaked", Assert.Single(bench.Provider.Left).Id);
    }

    [Fact]
    public void A_key_has_its_turn_once_in_a_while_and_few_keys_are_remembered()
    {
        var time = new FakeTimeProvider();
        var turns = new KeyTurns(TimeSpan.FromMinutes(15), keysMax: 2, time);

        Assert.True(turns.TryTake(new SecretString("a")));
        Assert.False(turns.TryTake(new SecretString("a")));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(turns.TryTake(new SecretString("b")));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(turns.TryTake(new SecretString("c"))); // "a" is forgotten
        Assert.False(turns.TryTake(new SecretString("b")));
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.True(turns.TryTake(new SecretString("b")));
        Assert.False(new KeyTurns(TimeSpan.Zero, 2, time).TryTake(new SecretString("a")));
    }

    private static void Plant(ScriptedProvider provider, string id, string installation, DateTimeOffset createdAt = default) => provider.Resources.Add(
        new ScriptedResource(
            ProviderResourceType.Vault, id,
            new ResourceMarker { Installation = installation, Run = RunId.From(Guid.CreateVersion7()).ToString(), LocalKey = "vault", Attempt = 1, Try = 1 })
        { CreatedAt = createdAt });
}
