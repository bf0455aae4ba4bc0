using System.Text.Json;
using Antpath.Emulator;
using Antpath.Engine.Runs;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Worker;

/// <summary>Whole workers against the emulator over HTTP.</summary>
public sealed class WorkerServiceTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _storage = Directory.CreateTempSubdirectory("antpath-worker-");
    private EmulatorHost? _emulator;
    private EngineUnderTest? _engine;

    private EngineUnderTest Engine => _engine!;

    private Uri Provider => _emulator!.BaseAddress;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Speed = 20, OutputLag = TimeSpan.FromMilliseconds(200), RateLimits = false, ContactMcpServers = false, Seed = 7 }, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        if (_engine is not null)
            await _engine.DisposeAsync();
        _storage.Delete(recursive: true);
    }

    [Fact]
    public async Task Runs_with_every_kind_of_resource_end_well_and_leave_nothing_at_the_provider()
    {
        var principal = await Engine.NewPrincipalAsync();
        using var worker = await WorkerHost.StartAsync(Engine, Provider, _storage.FullName);

        var runs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Engine.SubmitAsync(principal, run: CrashSubmission.WithEverything())));
        foreach (var run in runs)
            await OverAsync(run);
        await worker.StopAsync();

        foreach (var run in runs)
        {
            var view = Assert.IsType<RunView>(await Engine.Get<RunQueries>().GetAsync(principal.Workspace, run, CancellationToken.None));
            Assert.Equal((RunStatus.Succeeded, CleanupStatus.Succeeded, false), (view.Status, view.Cleanup.State, view.SecretHeld));
            Assert.True(view.Usage.OutputTokens > 0, "no usage was booked");
        }

        await AssertNothingLiveAsync();
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from vault_entries where workspace_id = $1", principal.Workspace.Value));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_gives_its_runs_back_and_another_finishes_them()
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: CrashSubmission.WithEverything());
        using (var first = await WorkerHost.StartAsync(Engine, Provider, _storage.FullName))
        {
            await UntilAsync("select attempt_count > 0 from runs where id = $1", run);
            await first.StopAsync();
        }

        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1 and lease_token is not null", run.Value));
        using var second = await WorkerHost.StartAsync(Engine, Provider, _storage.FullName);
        await OverAsync(run);
        await second.StopAsync();

        Assert.Equal("succeeded|succeeded", await Engine.ScalarAsync<string>("select status || '|' || cleanup_status from runs where id = $1", run.Value));
        await AssertNothingLiveAsync();
    }

    [Fact]
    public async Task A_cancel_reaches_a_run_that_is_held()
    {
        var principal = await Engine.NewPrincipalAsync();
        using var worker = await WorkerHost.StartAsync(Engine, Provider, _storage.FullName, ("ANTPATH_WORKER_SETTLE_QUIET", "00:00:00.5"));
        var run = await Engine.SubmitAsync(principal, run: Submissions.Simple(topic: "[[scenario: never-ends]]"));
        await UntilAsync("select phase = 'provider_running' from runs where id = $1", run);

        await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
        await OverAsync(run);
        await worker.StopAsync();

        Assert.Equal("cancelled|succeeded", await Engine.ScalarAsync<string>("select status || '|' || cleanup_status from runs where id = $1", run.Value));
        await AssertNothingLiveAsync();
    }

    private Task OverAsync(RunId run) => UntilAsync("select cleaned_up_at is not null from runs where id = $1", run);

    private async Task UntilAsync(string sql, RunId run)
    {
        var from = TimeProvider.System.GetTimestamp();
        while (!await Engine.ScalarAsync<bool>(sql, run.Value))
        {
            if (TimeProvider.System.GetElapsedTime(from) > Patience)
                Assert.Fail($"Waited too long for: {sql}. The run: {await Engine.ScalarAsync<string>("select row_to_json(r)::text from runs r where id = $1", run.Value)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task AssertNothingLiveAsync()
    {
        using var http = new HttpClient();
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(Provider, "_emulator/resources")));
        foreach (var kind in answer.RootElement.GetProperty("summary").EnumerateObject())
            Assert.True(kind.Value.GetProperty("live").GetInt32() == 0, $"{kind.Name}: {kind.Value}");
    }
}
