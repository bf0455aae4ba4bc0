using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Problems;
using Microsoft.AspNetCore.Builder;

namespace Antpath.Server.Tests.Hosting;

public sealed class UnavailableDatabaseTests : IAsyncLifetime
{
    private readonly string _storage = Directory.CreateTempSubdirectory("antpath-server-tests-").FullName;
    private WebApplication? _app;

    private WebApplication App => _app ?? throw new InvalidOperationException("the fixture was not initialized");

    public async ValueTask InitializeAsync()
    {
        var settings = RunningServer.SettingsFor($"postgres://nobody@127.0.0.1:{ClosedPort()}/none", _storage);
        _app = ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(_storage, recursive: true);
    }

    [Fact]
    public async Task The_process_lives_but_is_not_ready()
    {
        using var client = Client();

        using var alive = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("the database does not answer", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_request_is_told_when_to_come_back()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiTokenText.Create(ApiTokenId.From(Guid.AllBitsSet)).Reveal());

        using var answer = await client.GetAsync("/v1/runs", TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 503, ApiProblemCodes.TemporarilyUnavailable);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    private HttpClient Client() => new() { BaseAddress = RunningServer.AddressOf(App) };

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
