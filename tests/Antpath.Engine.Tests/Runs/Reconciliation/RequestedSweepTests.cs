using Antpath.Engine.Audit;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Engine.Secrets;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Sweeps;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

public sealed class RequestedSweepTests(TestServer server) : IAsyncDisposable
{
    private readonly ScriptedProvider _provider = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_search_removes_strays_reports_them_and_forgets_its_key()
    {
        await using var bench = await SweepBench.StartAsync(server);
        Plant("leaked");
        Plant("young", createdAt: _time.GetUtcNow());
        Plant("of-others", installation: "test-2");
        var id = await RequestAsync(bench);
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries"));

        await Task.WhenAll(Sweep(bench).SweepAsync(CancellationToken.None), Sweep(bench).SweepAsync(CancellationToken.None));

        var view = await ViewAsync(bench, id);
        Assert.Equal("succeeded", view.Status);
        Assert.Equal("1 removed, 1 stay.", view.StatusReason.Message);
        Assert.False(view.SecretHeld);
        Assert.Equal(2, view.FoundCount);
        Assert.Equal(
            ["leaked removed unknown_run", "young left too_young"],
            view.Findings.Select(f => $"{f.ProviderId} {f.Action} {f.Reason.Code}").Order());
        Assert.Equal(["of-others", "young"], _provider.Left.Select(r => r.Id).Order());
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries"));
        Assert.Equal(0, await Sweep(bench).SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_dry_search_removes_nothing()
    {
        await using var bench = await SweepBench.StartAsync(server);
        Plant("leaked");
        var id = await RequestAsync(bench, dryRun: true);

        await Sweep(bench).SweepAsync(CancellationToken.None);

        var view = await ViewAsync(bench, id);
        Assert.Equal("would_remove", Assert.Single(view.Findings).Action);
        Assert.Equal("listed", view.StatusReason.Code);
        Assert.Equal("leaked", Assert.Single(_provider.Left).Id);
        Assert.DoesNotContain(_provider.Calls, c => c.StartsWith("dispose", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_died_in_the_middle_is_followed_by_one_that_goes_on()
    {
        await using var bench = await SweepBench.StartAsync(server);
        Plant("first");
        Plant("second");
        var id = await RequestAsync(bench);
        var killed = false;
        _provider.FailAfter = call => !killed && (killed = call.StartsWith("dispose", StringComparison.Ordinal)) ? throw new WorkerKilledException() : null;
        await Assert.ThrowsAsync<WorkerKilledException>(() => Sweep(bench).SweepAsync(CancellationToken.None)); // gone there, and not written down

        Assert.Equal(0, await Sweep(bench).SweepAsync(CancellationToken.None)); // the lease holds
        await bench.Engine.ExecuteAsync("update provider_sweeps set lease_expires_at = now() - interval '1 second'");
        await Sweep(bench).SweepAsync(CancellationToken.None);

        var view = await ViewAsync(bench, id);
        Assert.Equal("succeeded", view.Status);
        Assert.Equal(["first removed", "second removed"], view.Findings.Select(f => $"{f.ProviderId} {f.Action}").Order());
        Assert.Empty(_provider.Left);
        Assert.Equal(2L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'provider.stray_removed'"));
    }

    [Fact]
    public async Task A_worker_whose_lease_ended_removes_nothing_more()
    {
        await using var bench = await SweepBench.StartAsync(server);
        Plant("leaked");
        await RequestAsync(bench);
        _provider.FailBefore = call =>
        {
            if (call == "owned:vault")
                _time.Advance(TimeSpan.FromHours(1)); // paused
            return null;
        };

        await Sweep(bench).SweepAsync(CancellationToken.None);

        Assert.Equal("leaked", Assert.Single(_provider.Left).Id);
    }

    [Fact]
    public async Task A_key_that_is_rejected_ends_the_search_with_the_reason()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var id = await RequestAsync(bench);
        _provider.FailBefore = _ => ScriptedProvider.Permanent("provider_key_rejected", 401, ErrorClass.TenantPermanent);

        await Sweep(bench).SweepAsync(CancellationToken.None);

        var view = await ViewAsync(bench, id);
        Assert.Equal("failed provider_key_rejected False", $"{view.Status} {view.StatusReason.Code} {view.SecretHeld}");
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries"));
    }

    [Theory]
    [InlineData("update provider_sweeps set deadline_at = now()", "expired")]
    [InlineData("update provider_sweeps set claim_count = 5", "failed")]
    public async Task A_search_that_cannot_be_finished_ends_and_its_key_is_destroyed(string late, string status)
    {
        await using var bench = await SweepBench.StartAsync(server);
        var id = await RequestAsync(bench);
        await bench.Engine.ExecuteAsync(late);

        await Task.WhenAll(Sweep(bench).SweepAsync(CancellationToken.None), Sweep(bench).SweepAsync(CancellationToken.None));

        Assert.Equal(status, (await ViewAsync(bench, id)).Status);
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries"));
        Assert.Empty(_provider.Calls);
    }

    [Fact]
    public async Task A_provider_in_trouble_is_asked_again_later()
    {
        await using var bench = await SweepBench.StartAsync(server);
        Plant("leaked");
        var id = await RequestAsync(bench);
        _provider.FailBefore = _ => ScriptedProvider.Transient();
        await Sweep(bench).SweepAsync(CancellationToken.None);
        _provider.FailBefore = _ => null;

        var waiting = (await ViewAsync(bench, id)).StatusReason.Code;
        await bench.Engine.ExecuteAsync("update provider_sweeps set lease_expires_at = now() - interval '1 second'");
        await Sweep(bench).SweepAsync(CancellationToken.None);

        Assert.Equal("waiting", waiting);
        Assert.Equal("succeeded", (await ViewAsync(bench, id)).Status);
        Assert.Empty(_provider.Left);
    }

    [Fact]
    public async Task A_workspace_has_few_searches_at_once_and_sees_its_own_only()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var id = await RequestAsync(bench);
        await RequestAsync(bench);
        var other = await bench.Engine.NewPrincipalAsync();

        Assert.IsType<ProviderSweepResult.TooMany>(await bench.Engine.Get<ProviderSweeps>().RequestAsync(bench.Me, Request(), CancellationToken.None));
        Assert.IsType<ProviderSweepResult.Accepted>(await bench.Engine.Get<ProviderSweeps>().RequestAsync(other, Request(), CancellationToken.None));
        Assert.Null(await bench.Engine.Get<ProviderSweeps>().GetAsync(other.Workspace, id, CancellationToken.None));
        await bench.Engine.ExecuteAsync("update workspaces set status = 'suspended' where id = $1", bench.Me.Workspace.Value);
        Assert.IsType<ProviderSweepResult.WorkspaceClosed>(await bench.Engine.Get<ProviderSweeps>().RequestAsync(bench.Me, Request(), CancellationToken.None));
    }

    [Fact]
    public async Task The_key_stands_in_no_table_and_its_entry_is_no_orphan()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await RequestAsync(bench);
        await bench.Engine.ExecuteAsync("update vault_entries set created_at = now() - interval '1 day'");

        await bench.SweepFromTwoSidesAsync<SecretSweep>();

        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries"));
        foreach (var table in (string[])["provider_sweeps", "provider_sweep_findings", "vault_entries", "audit_logs"])
            Assert.Equal(0L, await bench.Engine.ScalarAsync<long>($"select count(*) from {table} t where t::text like '%{Submissions.Canary}%'"));
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static ProviderSweepRequest Request(bool dryRun = false) => new() { ApiKey = Submissions.ApiKey, DryRun = dryRun };

    private static async Task<ProviderSweepId> RequestAsync(SweepBench bench, bool dryRun = false) =>
        Assert.IsType<ProviderSweepResult.Accepted>(await bench.Engine.Get<ProviderSweeps>().RequestAsync(bench.Me, Request(dryRun), CancellationToken.None)).View.Id;

    private static async Task<ProviderSweepView> ViewAsync(SweepBench bench, ProviderSweepId id) =>
        Assert.IsType<ProviderSweepView>(await bench.Engine.Get<ProviderSweeps>().GetAsync(bench.Me.Workspace, id, CancellationToken.None));

    private RequestedSweep Sweep(SweepBench bench)
    {
        var journal = new StrayJournal(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<AuditTrail>());
        var claims = new SweepClaims(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<ISecretVault>(), bench.Options, new WorkerOptions(), _time);
        return new RequestedSweep(
            claims,
            new SweepReport(bench.Engine.WorkerDatabase, claims, journal),
            new StraySearch(journal, new InstallationOptions { Installation = "test" }, bench.Options, _time),
            new RequestedSweepTools(bench.Engine.WorkerGet<ISecretVault>(), _provider, bench.Engine.WorkerGet<SweepFindings>(), _time),
            bench.Options);
    }

    private void Plant(string id, string installation = "test", DateTimeOffset createdAt = default) => _provider.Resources.Add(
        new ScriptedResource(
            ProviderResourceType.Vault, id,
            new ResourceMarker { Installation = installation, Run = RunId.From(Guid.CreateVersion7()).ToString(), LocalKey = "vault", Attempt = 1, Try = 1 })
        { CreatedAt = createdAt });
}
