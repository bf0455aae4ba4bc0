using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Antpath.Emulator;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Microsoft.Extensions.Hosting;

namespace Antpath.Engine.Tests.Worker.Replay;

/// <summary>Sanitized recordings of sessions, played by the emulator to whole workers over HTTP. Nothing here costs money.</summary>
internal sealed class ReplayBed : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly DirectoryInfo _storage;
    private readonly EmulatorHost _emulator;
    private readonly HttpClient _admin;

    private ReplayBed(EngineUnderTest engine, EmulatorHost emulator, DirectoryInfo storage)
    {
        (Engine, _emulator, _storage) = (engine, emulator, storage);
        _admin = new HttpClient { BaseAddress = emulator.BaseAddress };
    }

    public EngineUnderTest Engine { get; }

    public Uri Provider => _emulator.BaseAddress;

    public static string SnapshotFolder => Path.Combine(AppContext.BaseDirectory, "Worker", "Replay", "Snapshots");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReplayBed> StartAsync(string connectionString)
    {
        var options = new EmulatorOptions
        {
            Speed = 20,
            OutputLag = TimeSpan.FromMilliseconds(200),
            RateLimits = false,
            EnvironmentCallsInFlightMax = 1_000,
            Seed = 7,
            SnapshotFolder = SnapshotFolder,
        };
        var engine = new EngineUnderTest(
            connectionString, null, ("ANTPATH_PLAN_ACTIVE_RUNS_MAX", "10000"), ("ANTPATH_PLAN_OPEN_RUNS_MAX", "100000"));
        return new ReplayBed(engine, await EmulatorHost.StartAsync(options, null, Cancellation), Directory.CreateTempSubdirectory("antpath-replay-"));
    }

    /// <summary>Arms a fault, as <c>POST /_emulator/faults</c> takes it.</summary>
    public async Task BreakAsync(object fault)
    {
        using var answer = await _admin.PostAsJsonAsync("/_emulator/faults", fault, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Submits runs that replay these recordings in turn, and lets one worker carry them out.</summary>
    /// <returns>The runs in the order of the recordings, over and cleaned up.</returns>
    public async Task<IReadOnlyList<RunId>> PlayAsync(int count, params string[] recordings)
    {
        var principal = await Engine.NewPrincipalAsync();
        var runs = new List<RunId>();
        for (var i = 0; i < count; i++)
            runs.Add(await SubmitAsync(principal, recordings[i % recordings.Length]));

        using var worker = await StartWorkerAsync();
        await CleanedUpAsync(principal, count);
        await worker.StopAsync(Cancellation);
        return runs;
    }

    public async Task<(string Status, string Cleanup)> EndOfAsync(RunId run)
    {
        var words = (await Engine.ScalarAsync<string>("select status || ' ' || cleanup_status from runs where id = $1", run.Value))!.Split(' ');
        return (words[0], words[1]);
    }

    public async Task<IReadOnlyList<ReplayedCall>> CallsAsync()
    {
        var log = await _admin.GetFromJsonAsync<JsonElement>("/_emulator/calls", Cancellation);
        return
        [
            .. log.GetProperty("data").EnumerateArray().Select(call => new ReplayedCall(
                call.GetProperty("method").GetString()!,
                call.GetProperty("path").GetString()!,
                call.GetProperty("status").GetInt32(),
                call.GetProperty("retry_count").ValueKind == JsonValueKind.Number ? call.GetProperty("retry_count").GetInt32() : 0,
                call.GetProperty("fault").GetString())),
        ];
    }

    /// <summary>What must hold after every history: all ended, nothing left, and nothing done twice by a transport that did not know better.</summary>
    public async Task AssertNothingWasLostOrDoubledAsync()
    {
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from runs where cleaned_up_at is null"));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_leases"));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from vault_entries"));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from provider_resources where state <> 'absent' and cleanup_status <> 'succeeded'"));
        Assert.Equal(0L, await Engine.ScalarAsync<long>(
            "select count(*) from (select run_attempt_id from run_events where type = 'user.message' group by run_attempt_id having count(*) > 1) doubled"));

        var report = await _admin.GetFromJsonAsync<JsonElement>("/_emulator/resources", Cancellation);
        var resources = report.GetProperty("data").EnumerateArray().ToList();
        Assert.NotEmpty(resources);
        Assert.All(resources, resource => Assert.True(resource.GetProperty("disposed").GetBoolean(), resource.ToString()));

        // a marker names one try of one resource: two objects that carry the same one were made by a repeated create
        Assert.All(
            resources.Where(resource => resource.GetProperty("metadata").EnumerateObject().Any())
                .GroupBy(resource => $"{resource.GetProperty("kind")} {resource.GetProperty("metadata")}"),
            made => Assert.True(made.Count() == 1, $"made {made.Count()} times: {made.Key}"));
        Assert.DoesNotContain(await CallsAsync(), call => call.Retries > 0);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _emulator.DisposeAsync();
        await Engine.DisposeAsync();
        _storage.Delete(recursive: true);
    }

    private Task<RunId> SubmitAsync(Principal principal, string recording) =>
        Engine.SubmitAsync(principal, run: Submissions.Simple($"[[scenario: {recording} timing=off]]"));

    private Task<IHost> StartWorkerAsync() => WorkerHost.StartAsync(
        Engine,
        Provider,
        _storage.FullName,
        ("ANTPATH_PROVIDER_CREATES_PER_MINUTE", "1000000"),
        ("ANTPATH_PROVIDER_READS_PER_MINUTE", "1000000"),
        ("ANTPATH_PROVIDER_FILE_CALLS_PER_MINUTE", "1000000"),
        ("ANTPATH_PROVIDER_ENVIRONMENT_CALLS_PER_MINUTE", "1000000"),
        ("ANTPATH_PROVIDER_ENVIRONMENT_CALLS_CONCURRENT", "100"),
        ("ANTPATH_WORKER_STEP_RETRY_BASE", "00:00:00.1"),
        ("ANTPATH_WORKER_STEP_RETRY_MAX", "00:00:01"),
        ("ANTPATH_PROVIDER_READ_BACKOFF", "00:00:00.01"),
        ("ANTPATH_WORKER_START_SPREAD", "00:00:00"));

    private async Task CleanedUpAsync(Principal principal, int count)
    {
        var from = TimeProvider.System.GetTimestamp();
        while (await Engine.ScalarAsync<long>("select count(*) from runs where workspace_id = $1 and cleaned_up_at is not null", principal.Workspace.Value) is var over && over < count)
        {
            if (TimeProvider.System.GetElapsedTime(from) > Patience)
            {
                var open = await Engine.ScalarAsync<string>(
                    "select string_agg(phase || ' ' || phase_message || ' ' || cleanup_message, '; ') from runs where workspace_id = $1 and cleaned_up_at is null", principal.Workspace.Value);
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{over} of {count} runs were over after {Patience}. The others: {open}"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
