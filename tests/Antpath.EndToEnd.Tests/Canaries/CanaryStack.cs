using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Engine.Tenancy;
using Antpath.Server;
using Antpath.Testing.Mail;
using Antpath.Testing.Postgres;
using Antpath.Testing.SignIn;
using Antpath.Testing.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>Class fixture: database, mail server, identity provider, emulator, API and worker as an operator runs them, each program a process of its own that logs at trace level.</summary>
public sealed class CanaryStack(TestServer postgres) : IAsyncLifetime
{
    /// <summary>What the identity provider is called here.</summary>
    internal const string Provider = "corp";

    private static readonly Uri PublicUrl = new("http://antpath.example.test");

    private readonly ScratchFolder _storage = new();
    private readonly List<LoggedProgram> _programs = [];
    private readonly OtlpSink _collector = OtlpSink.Start();
    private Dictionary<string, string> _settings = [];
    private TestDatabase? _database;
    private SmtpSink? _mail;
    private OidcProvider? _oidc;
    private ExceptionDispatchInfo? _peopleMissing;
    private LoggedProgram _api = null!;
    private LoggedProgram _worker = null!;

    public NpgsqlDataSource Database => _database!.DataSource;

    /// <summary>Everything that API and workers said so far.</summary>
    internal string Logs => string.Concat(_programs.Skip(1).Select(program => program.Said));

    /// <summary>What left API and workers as metrics and traces: the collector's bytes, a character each, and what Prometheus reads.</summary>
    /// <param name="metrics">Metrics that must be among it.</param>
    /// <param name="spans">Each must be satisfied by one body about traces, so that what is searched was there to be told.</param>
    internal async Task<string> TelemetryAsync(string[] metrics, params Func<string, bool>[] spans)
    {
        var told = await Eventually.GetAsync(
            () => Task.FromResult((_collector.Metrics, _collector.Traces)),
            all => metrics.All(name => all.Metrics.Contains(name, StringComparison.Ordinal)) && spans.All(span => all.Traces.Any(span)));
        Assert.All(metrics, name => Assert.Contains(name, told.Metrics, StringComparison.Ordinal));
        Assert.All(spans, span => Assert.Contains(told.Traces, body => span(body)));
        return string.Concat(
            _collector.All, await ScrapedAsync(_api, "http_server_request_duration_seconds_count"), await ScrapedAsync(_worker, "antpath_runs_waiting"));
    }

    private static async Task<string> ScrapedAsync(LoggedProgram program, string metric)
    {
        using var prometheus = new HttpClient();
        var address = program.Address("Prometheus is answered at ");
        var read = await Eventually.GetAsync(() => prometheus.GetStringAsync(address), text => text.Contains(metric, StringComparison.Ordinal));
        Assert.Contains(metric, read, StringComparison.Ordinal);
        return read;
    }

    internal HttpClient Emulator { get; private set; } = null!;

    /// <summary>What was mailed. Skips the test where the mail server cannot be had; what needs none goes on.</summary>
    internal SmtpSink Mail => ForPeople(_mail);

    /// <summary>Who vouches for people. Skips the test where it cannot be had.</summary>
    internal OidcProvider Oidc => ForPeople(_oidc);

    private Uri Api { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows())
            return; // the tests skip
        _database = await postgres.CreateDatabaseAsync();
        var emulator = Start("antpath-emulator.dll", ["--speed", "4", "--set", "rateLimits=false", "--set", "contactMcpServers=false"], new Dictionary<string, string>(StringComparer.Ordinal));
        Emulator = new HttpClient { BaseAddress = await emulator.AddressAsync() };
        _settings = Settings(_database.ConnectionString, Emulator.BaseAddress, _storage.Path);
        _settings["ANTPATH_TELEMETRY_OTLP_URL"] = _collector.Url.ToString();
        await StartWaysInAsync();
        _api = Start("antpath-server.dll", ["api"], _settings);
        Api = await _api.AddressAsync();
        _worker = StartWorker();
        await _worker.AddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
        await _collector.DisposeAsync();
        Emulator?.Dispose();
        if (_mail is not null)
            await _mail.DisposeAsync();
        if (_oidc is not null)
            await _oidc.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _storage.Dispose();
    }

    /// <summary>A workspace of its own, whose token and whose owner's e-mail are canaries.</summary>
    internal async Task<HttpClient> NewTenantAsync(CanarySet canaries)
    {
        // never started: only its services are needed, as an operator's tool would use them
        await using var server = ServerHost.Build(new ServerStart
        {
            Role = ServerRole.Api,
            Settings = _settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal),
            ReadsEnvironment = false,
        });
        var (workspace, owner) = await server.Services.GetRequiredService<Engine.Tenancy.Workspaces>()
            .CreateAsync("Canaries", $"{canaries.Plant("e-mail")}@example.test", "Owner", CancellationToken.None);
        var (token, _) = await server.Services.GetRequiredService<ApiTokens>().CreateAsync(workspace, owner, "canaries", Scope.All, null, CancellationToken.None);
        canaries.AddApiToken("API token", token.Reveal());
        return NewClient(token.Reveal());
    }

    internal HttpClient NewClient(string token)
    {
        var client = new HttpClient { BaseAddress = Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Somebody with a browser who has not been here.</summary>
    internal Visitor NewVisitor() => new(PublicUrl, Api);

    /// <summary>Makes calls with the canaries' key fail with an error that repeats the key and what was sent.</summary>
    internal async Task EchoAsync(CanarySet canaries, string method, string path, int status, int count)
    {
        var rule = new { kind = "status_before", method, path, status, count, echo = true, key = canaries.KeyFingerprint };
        using var answer = await Emulator.PostAsJsonAsync("/_emulator/faults", rule);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Kills the worker in the middle of what it does, and starts another.</summary>
    internal async Task CrashWorkerAsync()
    {
        await _worker.KillAsync();
        _worker = StartWorker();
        await _worker.AddressAsync();
    }

    /// <summary>The first person's link, as an operator has it printed: what the command says is the operator's alone, so it is no part of the logs.</summary>
    internal async Task<(Uri Link, string Said)> BootstrapAsync(string email)
    {
        var ended = await OurProgram.RunAsync("antpath-server.dll", ["bootstrap", "--email", email, "--name", "Operator"], _settings);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return (new Uri(ended.Output.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim()), ended.Output + ended.Errors);
    }

    private async Task StartWaysInAsync()
    {
        try
        {
            _mail = await SmtpSink.StartAsync(CancellationToken.None);
            _oidc = await OidcProvider.StartAsync(CancellationToken.None);
        }
        catch (Xunit.Sdk.SkipException e) // a fixture cannot skip; the test that reaches for them can
        {
            _peopleMissing = ExceptionDispatchInfo.Capture(e);
            return;
        }

        await _oidc.AllowAsync(PublicUrl, Provider, CancellationToken.None);
        _settings["ANTPATH_SERVER_PUBLIC_URL"] = PublicUrl.ToString();
        _settings["ANTPATH_SIGNIN_PROVIDERS"] = Provider;
        foreach (var (name, value) in _mail.Settings.Concat(_oidc.Settings(Provider)))
            _settings[name] = value!;
    }

    private T ForPeople<T>(T? part)
        where T : class
    {
        _peopleMissing?.Throw();
        return part ?? throw new InvalidOperationException("the fixture was not initialized");
    }

    /// <summary>With the short leases goes a short patience for transactions that stand still; the API, on a busy machine, has the usual one.</summary>
    private LoggedProgram StartWorker() =>
        Start("antpath-server.dll", ["worker"], new Dictionary<string, string>(_settings, StringComparer.Ordinal) { ["ANTPATH_DATABASE_IDLE_TRANSACTION_SECONDS"] = "2" });

    private LoggedProgram Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        var started = new LoggedProgram(program, arguments, settings);
        _programs.Add(started);
        return started;
    }

    private static Dictionary<string, string> Settings(string database, Uri emulator, string storage) => new(StringComparer.Ordinal)
    {
        ["ANTPATH_DATABASE_URL"] = database,
        ["ANTPATH_DATABASE_ASSUME_ROLE"] = "true",
        ["ANTPATH_DATABASE_POOL_MAX"] = "10",
        ["ANTPATH_INSTALLATION"] = "canaries",
        ["ANTPATH_TOKEN_PEPPER"] = Key(),
        ["ANTPATH_VAULT_KEYS"] = Key(),
        ["ANTPATH_LINK_KEY"] = Key(),
        ["ANTPATH_STORAGE_ROOT"] = storage,
        ["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0",
        ["ANTPATH_SERVER_ALLOW_PRIVATE_URLS"] = "true", // the MCP server that nobody answers is here
        ["ANTPATH_LOG_LEVEL"] = "trace",
        ["ANTPATH_LOG_FORMAT"] = "json",
        ["ANTPATH_TELEMETRY_TRACE_RATIO"] = "1",
        ["ANTPATH_TELEMETRY_METRICS_SECONDS"] = "1",
        ["ANTPATH_TELEMETRY_QUEUE_SECONDS"] = "5",
        ["ANTPATH_TELEMETRY_PROMETHEUS_URL"] = "http://127.0.0.1:0",
        ["ANTPATH_PROVIDER_BASE_URL"] = emulator.ToString(),
        ["ANTPATH_PROVIDER_READ_BACKOFF"] = "00:00:00.1",
        ["ANTPATH_WORKER_LEASE_TTL"] = "00:00:04",
        ["ANTPATH_WORKER_LEASE_MARGIN"] = "00:00:01",
        ["ANTPATH_WORKER_RENEW_EVERY"] = "00:00:01",
        ["ANTPATH_WORKER_CLAIM_EVERY"] = "00:00:00.5",
        ["ANTPATH_WORKER_POLL_BASE"] = "00:00:00.2",
        ["ANTPATH_WORKER_POLL_MAX"] = "00:00:01",
        ["ANTPATH_WORKER_SETTLE_INTERVAL"] = "00:00:00.4",
        ["ANTPATH_WORKER_SETTLE_QUIET"] = "00:00:01.5",
        ["ANTPATH_WORKER_SETTLE_QUIET_EMPTY"] = "00:00:02",
        ["ANTPATH_WORKER_UNKNOWN_OUTCOME_GRACE"] = "00:00:02",
        ["ANTPATH_WORKER_STEP_RETRY_BASE"] = "00:00:00.3",
        ["ANTPATH_WORKER_CLEANUP_RETRY_BASE"] = "00:00:00.2",
        ["ANTPATH_WORKER_CLEANUP_RETRY_MAX"] = "3",
    };

    private static string Key() => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
