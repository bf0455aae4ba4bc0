using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Antpath.Engine.Tenancy;
using Antpath.Server.Hosting;
using Antpath.Testing.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Server.Tests;

/// <summary>Class fixture: the API over a real socket and a real database, with everything it logs kept for reading.</summary>
public sealed class RunningServer(TestServer postgres) : IAsyncLifetime
{
    private readonly MigratedDatabase _database = new(postgres);
    private readonly string _storage = Directory.CreateTempSubdirectory("antpath-server-tests-").FullName;
    private WebApplication? _app;
    private ExceptionDispatchInfo? _missing;
    private Dictionary<string, string?> _settings = [];

    public WebApplication App
    {
        get
        {
            _missing?.Throw();
            return _app ?? throw new InvalidOperationException("the fixture was not initialized");
        }
    }

    public KeptLog Log { get; } = new();

    /// <summary>As the tables' owner: the server itself has the role of a server, and sees a workspace at a time.</summary>
    public NpgsqlDataSource Database => _database.DataSource;

    public Uri Address => AddressOf(App);

    public static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        string url;
        try
        {
            url = _database.ConnectionString;
        }
        catch (Xunit.Sdk.SkipException e) // a fixture cannot skip; the test that reaches for the server can
        {
            _missing = ExceptionDispatchInfo.Capture(e);
            return;
        }

        _settings = new Dictionary<string, string?>(Settings(url)) { ["ANTPATH_DATABASE_ASSUME_ROLE"] = "true" }; // with the rights of a server and no others
        _app = Build(_settings);
        await _app.StartAsync();
    }

    /// <summary>Another API process over the same database, with the same keys and some settings of its own.</summary>
    public async Task<WebApplication> StartAnotherAsync(params (string Name, string Value)[] settings)
    {
        _missing?.Throw();
        var others = new Dictionary<string, string?>(_settings);
        foreach (var (name, value) in settings)
            others[name] = value;
        var app = Build(others);
        await app.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();

        await _database.DisposeAsync();
        Directory.Delete(_storage, recursive: true);
    }

    public Dictionary<string, string?> Settings(string databaseUrl) => SettingsFor(databaseUrl, _storage);

    /// <summary>Settings that are enough for every role.</summary>
    public static Dictionary<string, string?> SettingsFor(string databaseUrl, string storage) => new()
    {
        ["ANTPATH_DATABASE_URL"] = databaseUrl,
        ["ANTPATH_TOKEN_PEPPER"] = Key(),
        ["ANTPATH_TOKEN_CACHE_SECONDS"] = "0",
        ["ANTPATH_VAULT_KEYS"] = Key(),
        ["ANTPATH_LINK_KEY"] = Key(),
        ["ANTPATH_STORAGE_ROOT"] = storage,
        ["ANTPATH_INSTALLATION"] = "server-tests",
        ["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0",
        ["ANTPATH_LOG_LEVEL"] = "none",
        ["ANTPATH_LIMIT_SIGN_IN_PER_MINUTE"] = "0", // every test comes from one address
    };

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = Address };

    /// <summary>A workspace of its own for one test, with a client that may do everything in it.</summary>
    public async Task<Tenant> CreateTenantAsync(params string[] scopes)
    {
        var name = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var (workspace, owner) = await App.Services.GetRequiredService<Engine.Tenancy.Workspaces>().CreateAsync(name, $"{name}@example.test", "Owner", TestContext.Current.CancellationToken);
        var (text, id) = await App.Services.GetRequiredService<ApiTokens>()
            .CreateAsync(workspace, owner, "test", scopes.Length == 0 ? Scope.All : scopes, null, TestContext.Current.CancellationToken);
        return new Tenant(workspace, owner, id, text, ClientWith(text.Reveal()));
    }

    public HttpClient ClientWith(string token) => ClientOf(App, token);

    /// <summary>A client of another process.</summary>
    public static HttpClient ClientOf(WebApplication app, string token)
    {
        var client = new HttpClient { BaseAddress = AddressOf(app) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private WebApplication Build(Dictionary<string, string?> settings) =>
        ServerHost.Build(new ServerStart
        {
            Role = ServerRole.Api,
            ReadsEnvironment = false,
            Settings = settings,
            Extend = builder =>
            {
                builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
                builder.Services.Configure<ApiOptions>(o => o.EventLookMilliseconds = 50);
            },
        });

    private static string Key() => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
