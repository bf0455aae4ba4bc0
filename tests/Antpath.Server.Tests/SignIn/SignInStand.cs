using System.Runtime.ExceptionServices;
using Antpath.Ids;
using Antpath.Testing.Mail;
using Antpath.Testing.Postgres;
using Antpath.Testing.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Server.Tests.SignIn;

/// <summary>Class fixture: a server that offers every way in, with a real identity provider, a real SMTP server and a real database behind it.</summary>
public sealed class SignInStand(TestServer postgres) : IAsyncLifetime
{
    /// <summary>The one provider under two names.</summary>
    public const string Corp = "corp";
    public const string Other = "other";

    private readonly MigratedDatabase _database = new(postgres);
    private readonly string _storage = Directory.CreateTempSubdirectory("antpath-sign-in-tests-").FullName;
    private readonly List<WebApplication> _servers = [];
    private Dictionary<string, string?> _settings = [];
    private ExceptionDispatchInfo? _missing;
    private SmtpSink? _sink;
    private OidcProvider? _oidc;

    public static Uri PublicUrl { get; } = new("http://antpath.example.test");

    public KeptLog Log { get; } = new();

    public SmtpSink Sink => Part(_sink);

    public OidcProvider Oidc => Part(_oidc);

    public WebApplication App => _servers[0];

    /// <summary>As the tables' owner: the servers themselves have the role of a server, and see a workspace at a time.</summary>
    public NpgsqlDataSource Database => _database.DataSource;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        try
        {
            _sink = await SmtpSink.StartAsync(CancellationToken.None);
            _oidc = await OidcProvider.StartAsync(CancellationToken.None);
            _settings = RunningServer.SettingsFor(_database.ConnectionString, _storage);
            _settings["ANTPATH_DATABASE_ASSUME_ROLE"] = "true";
        }
        catch (Xunit.Sdk.SkipException e) // a fixture cannot skip; the test that reaches for it can
        {
            _missing = ExceptionDispatchInfo.Capture(e);
            return;
        }

        foreach (var (name, value) in _sink.Settings.Concat(_oidc.Settings(Corp)).Concat(_oidc.Settings(Other)))
            _settings[name] = value;
        _settings["ANTPATH_SIGNIN_PROVIDERS"] = $"{Corp},{Other}";
        _settings["ANTPATH_SERVER_PUBLIC_URL"] = PublicUrl.ToString();
        await StartAsync();
        await _oidc.AllowAsync(PublicUrl, Corp, CancellationToken.None);
        await _oidc.AllowAsync(PublicUrl, Other, CancellationToken.None);
    }

    /// <summary>One more server of the same installation.</summary>
    public async Task<WebApplication> StartAsync(params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(_settings);
        foreach (var (name, value) in settings)
            all[name] = value;
        var app = ServerHost.Build(new ServerStart
        {
            Role = ServerRole.Api,
            ReadsEnvironment = false,
            Settings = all,
            Extend = builder => builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace),
        });
        _servers.Add(app);
        await app.StartAsync();
        return app;
    }

    /// <summary>Somebody who has not been here.</summary>
    internal Visitor NewVisitor(WebApplication? server = null)
    {
        _missing?.Throw();
        return new Visitor(PublicUrl, RunningServer.AddressOf(server ?? App));
    }

    /// <summary>A person with a workspace, as the operator makes them.</summary>
    public Task<(WorkspaceId Workspace, AppUserId Person)> CreateAsync(string email)
    {
        _missing?.Throw();
        return App.Services.GetRequiredService<Engine.Tenancy.Workspaces>().CreateAsync("Work", email, "Ada", TestContext.Current.CancellationToken);
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public string? Setting(string name) => _settings[name];

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        if (_oidc is not null)
            await _oidc.DisposeAsync();
        if (_sink is not null)
            await _sink.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_storage, recursive: true);
    }

    private T Part<T>(T? part)
        where T : class
    {
        _missing?.Throw();
        return part ?? throw new InvalidOperationException("the fixture was not initialized");
    }
}
