using Antpath.Engine.Audit;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Engine.Tests.Providers.Claude;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Reconciliation.Strays;

/// <summary>Searches over the real adapter and the emulator, with strays planted among what must stay.</summary>
public sealed class StraySearchTests(TestServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_our_own_old_strays_are_found_to_go()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await using var bed = await EmulatorBed.StartAsync();
        var live = await bench.WorkingRunAsync();
        var unknown = await VaultAsync(bed, RunId.From(Guid.CreateVersion7()));
        var held = await VaultAsync(bed, live);
        await JournalAsync(bench, live, ProviderResourceType.Vault, held, "pending");
        var duplicate = await VaultAsync(bed, live, tried: 2);
        var others = await VaultAsync(bed, live, installation: "test-installation-2");
        var unmarked = await bed.NewUnmarkedVaultAsync();
        bed.LetTimePass(TimeSpan.FromHours(1));
        var young = await VaultAsync(bed, RunId.From(Guid.CreateVersion7()));

        var strays = EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, ProviderResourceType.Vault, new HashSet<string>(), Cancellation));

        Assert.Equal(
            new Dictionary<string, string> { [unknown] = "unknown_run", [held] = "in_use", [duplicate] = "late_duplicate", [young] = "too_young" },
            strays.ToDictionary(s => s.Found.ProviderId, s => s.Verdict.Reason));
        Assert.Equal(new[] { duplicate, unknown }.Order(), strays.Where(s => s.Goes).Select(s => s.Found.ProviderId).Order());

        foreach (var stray in strays.Where(s => s.Goes))
            EmulatorBed.Ok(await StraySearch.RemoveAsync(bed.Provider, stray, Cancellation));
        Assert.Equal(new[] { held, others, unmarked, young }.Order(), (await bed.VaultsAsync()).Order());
    }

    [Fact]
    public async Task What_another_runs_journal_names_takes_nothing_from_a_run_that_holds_it()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await using var bed = await EmulatorBed.StartAsync();
        var (live, other) = (await bench.WorkingRunAsync(), await bench.WorkingRunAsync());
        var held = await VaultAsync(bed, live);
        await JournalAsync(bench, live, ProviderResourceType.Vault, held, "pending");
        await JournalAsync(bench, other, ProviderResourceType.Vault, held, "pending");
        bed.LetTimePass(TimeSpan.FromHours(1));

        var strays = EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, ProviderResourceType.Vault, new HashSet<string>(), Cancellation));

        Assert.Equal("in_use", Assert.Single(strays).Verdict.Reason);
    }

    [Fact]
    public async Task Every_kind_is_found_by_its_marker()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await using var bed = await EmulatorBed.StartAsync();
        await bed.NewSessionAsync(); // with agent and environment
        await VaultAsync(bed, RunId.From(Guid.CreateVersion7()));
        bed.LetTimePass(TimeSpan.FromHours(1));

        var found = new List<string>();
        var sessionsLeft = new HashSet<string>();
        foreach (var kind in StraySearch.Kinds)
        {
            var strays = EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, kind, sessionsLeft, Cancellation));
            foreach (var stray in strays.Where(s => s.Goes))
            {
                found.Add(stray.ResourceType);
                EmulatorBed.Ok(await StraySearch.RemoveAsync(bed.Provider, stray, Cancellation));
            }
        }

        Assert.Equal(["session", "vault", "environment", "agent"], found);
        foreach (var kind in StraySearch.Kinds)
            Assert.Empty(EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, kind, sessionsLeft, Cancellation)));
    }

    [Fact]
    public async Task A_session_that_was_prompted_and_not_captured_stays_with_its_environment()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.NewSessionAsync();
        EmulatorBed.Ok(await bed.Provider.SendPromptAsync(bed.Claude.Bundle(), session, Cancellation));
        bed.LetTimePass(TimeSpan.FromHours(1));
        var sessionsLeft = new HashSet<string>();

        var sessions = EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, ProviderResourceType.Session, sessionsLeft, Cancellation));
        var environments = EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, ProviderResourceType.Environment, sessionsLeft, Cancellation));

        Assert.Equal("capture_not_confirmed", Assert.Single(sessions).Verdict.Reason);
        Assert.Equal("session_left", Assert.Single(environments).Verdict.Reason);
    }

    [Fact]
    public async Task What_clean_up_gave_up_is_removed_and_the_run_is_clean_after_all()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await using var bed = await EmulatorBed.StartAsync();
        var run = await bench.FinishedRunAsync();
        await bench.Engine.AddAttemptAsync(bench.Me, run);
        var vault = await VaultAsync(bed, run);
        await JournalAsync(bench, run, ProviderResourceType.Vault, vault, "failed");
        await bench.Engine.ExecuteAsync("update runs set phase = 'cleanup_failed', cleanup_status = 'failed', cleanup_code = 'resources_left' where id = $1", run.Value);
        bed.LetTimePass(TimeSpan.FromHours(1));
        var search = Search(bench, bed);
        var journal = new StrayJournal(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<AuditTrail>());

        var stray = Assert.Single(EmulatorBed.Ok(await search.LookAsync(bed.Provider, ProviderResourceType.Vault, new HashSet<string>(), Cancellation)));
        var disposal = EmulatorBed.Ok(await StraySearch.RemoveAsync(bed.Provider, stray, Cancellation));
        await journal.RemovedAsync(stray, disposal, Cancellation);
        await journal.RemovedAsync(stray, Disposal.AlreadyGone, Cancellation); // after a crash

        Assert.Equal("left_by_clean_up", stray.Verdict.Reason);
        Assert.Equal("succeeded|succeeded", await bench.Engine.ScalarAsync<string>("select concat_ws('|', phase, cleanup_status) from runs where id = $1", run.Value));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from cleanup_attempts where run_id = $1 and status = 'succeeded'", run.Value));
        Assert.True(await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'provider.stray_removed' and workspace_id = $1", bench.Me.Workspace.Value) >= 1);
    }

    [Fact]
    public async Task An_intent_of_an_ended_run_finds_its_resource()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await using var bed = await EmulatorBed.StartAsync();
        var run = await bench.FinishedRunAsync();
        await bench.Engine.AddAttemptAsync(bench.Me, run);
        var vault = await VaultAsync(bed, run);
        await JournalAsync(bench, run, ProviderResourceType.Vault, null, "failed");
        await bench.Engine.ExecuteAsync("update runs set phase = 'cleanup_failed', cleanup_status = 'failed' where id = $1", run.Value);
        bed.LetTimePass(TimeSpan.FromHours(1));

        var stray = Assert.Single(EmulatorBed.Ok(await Search(bench, bed).LookAsync(bed.Provider, ProviderResourceType.Vault, new HashSet<string>(), Cancellation)));
        var disposal = EmulatorBed.Ok(await StraySearch.RemoveAsync(bed.Provider, stray, Cancellation));
        await new StrayJournal(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<AuditTrail>()).RemovedAsync(stray, disposal, Cancellation);

        Assert.Equal($"{vault}|succeeded", await bench.Engine.ScalarAsync<string>("select concat_ws('|', provider_id, cleanup_status) from provider_resources where run_id = $1", run.Value));
        Assert.Equal("succeeded", await bench.Engine.ScalarAsync<string>("select cleanup_status from runs where id = $1", run.Value));
    }

    private static StraySearch Search(SweepBench bench, EmulatorBed bed) => new(
        new StrayJournal(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<AuditTrail>()), new InstallationOptions { Installation = "test-installation" }, bench.Options, bed.Time);

    private static async Task<string> VaultAsync(EmulatorBed bed, RunId run, int tried = 1, string installation = "test-installation") =>
        EmulatorBed.Ok(await bed.Provider.CreateVaultAsync(
            bed.Claude.Marker("vault", tried: tried) with { Run = run.ToString(), Installation = installation }, Cancellation)).ProviderId;

    private static async Task JournalAsync(SweepBench bench, RunId run, string type, string? providerId, string cleanupStatus)
    {
        var attempt = await bench.Engine.ScalarAsync<Guid>("select id from run_attempts where run_id = $1", run.Value);
        await bench.Engine.ExecuteAsync(
            """
            insert into provider_resources (id, workspace_id, run_id, run_attempt_id, resource_type, local_key, provider_name, state, provider_id, created_at, cleanup_status)
            values (gen_random_uuid(), $1, $2, $3, $4, $4, 'antpath-test', case when $5 = '' then 'intended' else 'created' end, nullif($5, ''),
                case when $5 <> '' then now() end, $6)
            """,
            bench.Me.Workspace.Value, run.Value, attempt, type, providerId ?? "", cleanupStatus);
    }
}
