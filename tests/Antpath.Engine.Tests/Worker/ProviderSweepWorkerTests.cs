using System.Net.Http.Json;
using System.Text.Json;
using Antpath.Emulator;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Tests.Providers.Claude;
using Antpath.Ids;
using Antpath.Sweeps;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Worker;

/// <summary>A search as a deployment runs it: asked for on one side, carried out by a whole worker against the emulator on the other.</summary>
public sealed class ProviderSweepWorkerTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_finds_and_removes_what_was_left_at_the_provider()
    {
        var storage = Directory.CreateTempSubdirectory("antpath-sweeps-");
        await using var engine = new EngineUnderTest(database.ConnectionString);
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { ContactMcpServers = false, Seed = 1 }, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-1)), Cancellation);
        await using var bed = await ClaudeTestBed.StartAsync(emulator.BaseAddress);
        var leaked = await VaultAsync(bed, "worker-test");
        var others = await VaultAsync(bed, "worker-test-2");
        var principal = await engine.NewPrincipalAsync();
        using var worker = await WorkerHost.StartAsync(engine, emulator.BaseAddress, storage.FullName, ("ANTPATH_SWEEP_REQUESTS_EVERY", "00:00:00.2"));

        var request = new ProviderSweepRequest { ApiKey = bed.Key };
        var id = Assert.IsType<ProviderSweepResult.Accepted>(await engine.Get<ProviderSweeps>().RequestAsync(principal, request, Cancellation)).View.Id;
        var view = await OverAsync(engine, principal.Workspace, id);
        await worker.StopAsync(Cancellation);

        Assert.Equal("succeeded", view.Status);
        Assert.False(view.SecretHeld);
        Assert.Equal((leaked, "removed"), (Assert.Single(view.Findings).ProviderId, view.Findings[0].Action));
        using var client = new HttpClient { BaseAddress = emulator.BaseAddress };
        Assert.Equal([others], await VaultsAsync(client, bed.Key));
        storage.Delete(recursive: true);
    }

    private static async Task<string> VaultAsync(ClaudeTestBed bed, string installation) =>
        EmulatorBed.Ok(await bed.Provider.CreateVaultAsync(bed.Marker("vault") with { Installation = installation }, Cancellation)).ProviderId;

    private static async Task<ProviderSweepView> OverAsync(EngineUnderTest engine, WorkspaceId workspace, ProviderSweepId id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var view = await engine.Get<ProviderSweeps>().GetAsync(workspace, id, patience.Token);
            if (view is { Over: true })
                return view;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<IReadOnlyList<string>> VaultsAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/vaults?limit=100");
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "managed-agents-2026-04-01");
        using var answer = await client.SendAsync(request, Cancellation);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("data").EnumerateArray().Select(v => v.GetProperty("id").GetString()!)];
    }
}
