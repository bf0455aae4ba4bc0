using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Antpath.Ids;
using Antpath.Server;
using Antpath.Testing;
using Antpath.Testing.Mail;
using Antpath.Testing.Node;
using Antpath.Testing.Postgres;
using Antpath.Testing.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;

namespace Antpath.Browser.Tests;

/// <summary>
/// Fixture: Chromium, and a server with everything behind it that people meet. Chromium is the system's, driven by its remote protocol; without it tests are
/// skipped on a laptop and fail where <c>CI</c> is set.
/// </summary>
public sealed class BrowserStand(TestServer postgres) : IAsyncLifetime
{
    /// <summary>Where Chromium is, if not at its usual place.</summary>
    public const string ChromiumVariable = "ANTPATH_TEST_CHROMIUM";

    private const string Remedy = "apt-get install --no-install-recommends chromium";
    private static readonly string[] UsualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly MigratedDatabase _database = new(postgres);
    private readonly string _storage = Directory.CreateTempSubdirectory("antpath-browser-tests-").FullName;
    private ExceptionDispatchInfo? _missing;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private WebApplication? _app;
    private SmtpSink? _sink;
    private OidcProvider? _oidc;

    public Uri Address { get; } = new($"http://127.0.0.1:{LoopbackPort.Free()}");

    public SmtpSink Sink => Part(_sink);

    public OidcProvider Oidc => Part(_oidc);

    public string Axe { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        try
        {
            var chromium = Chromium();
            await _database.InitializeAsync();
            Axe = await AxeCore.ScriptAsync(CancellationToken.None);
            _sink = await SmtpSink.StartAsync(CancellationToken.None);
            _oidc = await OidcProvider.StartAsync(CancellationToken.None);
            _app = await ServeAsync(_database.ConnectionString, [.. _sink.Settings, .. _oidc.Settings("corp")]);
            await _oidc.AllowAsync(Address, "corp", CancellationToken.None);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
        catch (Xunit.Sdk.SkipException e) // a fixture cannot skip; the test that reaches for it can
        {
            _missing = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>A browser nobody has used.</summary>
    internal async Task<Guest> NewGuestAsync(int width = 1280, ColorScheme theme = ColorScheme.Light)
    {
        var context = await Part(_browser).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout((float)Guest.Patience.TotalMilliseconds);
        return new Guest(context, await context.NewPageAsync());
    }

    /// <summary>A person with a workspace, as the operator makes them.</summary>
    public async Task<AppUserId> CreateAsync(string email) =>
        (await Part(_app).Services.GetRequiredService<Engine.Tenancy.Workspaces>().CreateAsync("Field work", email, "Ada", TestContext.Current.CancellationToken)).Owner;

    public async Task ExecuteAsync(string sql, object value)
    {
        await using var command = Part(_app).Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        Assert.True(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_oidc is not null)
            await _oidc.DisposeAsync();
        if (_sink is not null)
            await _sink.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_storage, recursive: true);
    }

    private async Task<WebApplication> ServeAsync(string databaseUrl, IEnumerable<KeyValuePair<string, string?>> ways)
    {
        var settings = new Dictionary<string, string?>(ways)
        {
            ["ANTPATH_DATABASE_URL"] = databaseUrl,
            ["ANTPATH_TOKEN_PEPPER"] = Key(),
            ["ANTPATH_VAULT_KEYS"] = Key(),
            ["ANTPATH_LINK_KEY"] = Key(),
            ["ANTPATH_STORAGE_ROOT"] = _storage,
            ["ANTPATH_INSTALLATION"] = "browser-tests",
            ["ANTPATH_SERVER_LISTEN_URL"] = Address.ToString(),
            ["ANTPATH_SERVER_PUBLIC_URL"] = Address.ToString(),
            ["ANTPATH_SIGNIN_PROVIDERS"] = "corp",
            ["ANTPATH_SIGNIN_CORP_TITLE"] = "Example Corp",
            ["ANTPATH_LOG_LEVEL"] = "none",
            ["ANTPATH_LIMIT_SIGN_IN_PER_MINUTE"] = "0", // every test comes from one address
        };
        var app = ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings });
        await app.StartAsync();
        return app;
    }

    private static string Chromium()
    {
        if (Environment.GetEnvironmentVariable(ChromiumVariable) is { Length: > 0 } named)
            return named;
        if (UsualPlaces.FirstOrDefault(File.Exists) is { } usual)
            return usual;
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), $"There is no Chromium on this machine. {Remedy}, or set {ChromiumVariable}.");
        throw new InvalidOperationException($"There is no Chromium on this machine. {Remedy}, or set {ChromiumVariable}.");
    }

    private static string Key() => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private T Part<T>(T? part)
        where T : class
    {
        _missing?.Throw();
        return part ?? throw new InvalidOperationException("the fixture was not initialized");
    }
}
