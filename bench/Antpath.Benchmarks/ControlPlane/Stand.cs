using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Antpath.Benchmarks.Emulator;
using Antpath.Benchmarks.Measuring;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Antpath.Engine.Tenancy;
using Antpath.LocalPostgres;
using Antpath.Server;
using Npgsql;

namespace Antpath.Benchmarks.ControlPlane;

/// <summary>An API process, an emulator process and, when asked for, a worker process over one fresh database, set up as an operator would.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly string _storage = Directory.CreateTempSubdirectory("antpath-bench-").FullName;

    private Stand(string connection)
    {
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 40 }.ConnectionString);
        _settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ANTPATH_DATABASE_URL"] = connection,
            ["ANTPATH_DATABASE_ASSUME_ROLE"] = "true",
            ["ANTPATH_TOKEN_PEPPER"] = Ring(),
            ["ANTPATH_VAULT_KEYS"] = Ring(),
            ["ANTPATH_LINK_KEY"] = Ring(),
            ["ANTPATH_STORAGE_ROOT"] = _storage,
            ["ANTPATH_INSTALLATION"] = "bench",
            ["ANTPATH_LOG_LEVEL"] = "error",
            ["ANTPATH_PLAN_OPEN_RUNS_MAX"] = "1000000",
            ["ANTPATH_PLAN_ACTIVE_RUNS_MAX"] = "100000",
            ["ANTPATH_LIMIT_SUBMIT_PER_MINUTE"] = "1000000", // asked as in earnest, never refused
            ["ANTPATH_LIMIT_SUBMIT_BURST"] = "1000000",
            ["ANTPATH_PROVIDER_CREATES_PER_MINUTE"] = "1000000", // one key stands for many customers here
            ["ANTPATH_PROVIDER_READS_PER_MINUTE"] = "1000000",
            ["ANTPATH_PROVIDER_FILE_CALLS_PER_MINUTE"] = "1000000",
            ["ANTPATH_PROVIDER_ENVIRONMENT_CALLS_PER_MINUTE"] = "1000000",
            ["ANTPATH_PROVIDER_ENVIRONMENT_CALLS_CONCURRENT"] = "1000",
            ["ANTPATH_WORKER_SETTLE_INTERVAL"] = "00:00:00.5",
            ["ANTPATH_WORKER_SETTLE_QUIET"] = "00:00:01",
            ["ANTPATH_WORKER_SETTLE_QUIET_EMPTY"] = "00:00:01",
        };
    }

    public NpgsqlDataSource Database { get; }

    public HttpClient Api { get; private set; } = null!;

    public ProviderClient Provider { get; private set; } = null!;

    public ChildProcess ApiProcess { get; private set; } = null!;

    /// <summary>A key whose organization at the emulator all runs share.</summary>
    private string ProviderKey { get; } = ProviderClient.NewKey();

    public static async Task<Stand> StartAsync(EmbeddedPostgres postgres, string name, CancellationToken cancellationToken)
    {
        var database = "bench_" + name;
        await postgres.EnsureDatabaseAsync(database, cancellationToken);
        var stand = new Stand(postgres.ConnectionString(database));
        try
        {
            await Migrator.MigrateAsync(stand.Database, cancellationToken);
            await DatabaseRights.EnsureAsync(stand.Database, new DatabaseOptions(), cancellationToken);
            await stand.StartPartsAsync(cancellationToken);
            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    public Task<ChildProcess> StartWorkerAsync()
    {
        _settings["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0";
        var worker = ChildProcess.Start("antpath-server.dll", ["worker"], _settings);
        worker.Drain();
        _parts.Push(worker);
        return Task.FromResult(worker);
    }

    public async Task SubmitAsync(string prompt, CancellationToken cancellationToken)
    {
        using var content = new StringContent(
            $$"""
            {"template": {"name": "bench", "agent": {"model": "claude-opus-5-5", "system": "Be brief."}, "prompt": "{{prompt}}"},
             "secrets": {"anthropic": {"apiKey": "{{ProviderKey}}"} } }
            """,
            Encoding.UTF8,
            "application/json");
        using var response = await Api.PostAsync("/v1/runs", content, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"The API answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    public async Task<T> AskAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task UntilAsync(string sql, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (!await AskAsync<bool>(sql, cancellationToken))
        {
            if (time.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"Waited {Patience} for: {sql}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
        Api?.Dispose();
        Provider?.Dispose();
        await Database.DisposeAsync();
        Directory.Delete(_storage, recursive: true);
    }

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        var emulator = ChildProcess.Start(
            "antpath-emulator.dll",
            ["--speed", "20", "--set", "rateLimits=false", "--set", "environmentCallsInFlightMax=1000", "--set", "contactMcpServers=false"],
            new Dictionary<string, string?>());
        _parts.Push(emulator);
        var provider = await emulator.AddressAsync(cancellationToken);
        _settings["ANTPATH_PROVIDER_BASE_URL"] = provider.ToString();
        Provider = new ProviderClient(provider);

        var listen = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        _settings["ANTPATH_SERVER_LISTEN_URL"] = listen.ToString();
        var token = await NewTokenAsync(cancellationToken);
        ApiProcess = ChildProcess.Start("antpath-server.dll", ["api"], _settings);
        ApiProcess.Drain();
        _parts.Push(ApiProcess);
        Api = new HttpClient { BaseAddress = listen };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await ReadyAsync(cancellationToken);
    }

    private async Task<string> NewTokenAsync(CancellationToken cancellationToken)
    {
        await using var app = ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = _settings });
        var (workspace, owner) = await app.Services.GetRequiredService<Engine.Tenancy.Workspaces>().CreateAsync("Bench", "bench@example.test", "Bench", cancellationToken);
        var (text, _) = await app.Services.GetRequiredService<ApiTokens>().CreateAsync(workspace, owner, "bench", Scope.All, expiresAt: null, cancellationToken);
        return text.Reveal();
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await Api.GetAsync("/v1/whoami", cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (time.GetElapsedTime(began) < TimeSpan.FromSeconds(30)) // not up yet
            {
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Ring() => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
