using System.Security.Cryptography;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Engine.Tenancy;
using Antpath.Server;
using Antpath.Submission;
using Antpath.Templates;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antpath.EndToEnd.Tests;

/// <summary>A deployment behind PgBouncer in transaction mode, as <c>docs/operating/database-roles.md</c> says to make it: a database user for each process.</summary>
public sealed class TransactionPoolerTests(TestServer postgres) : IAsyncLifetime
{
    private const int Runs = 12;

    private readonly ScratchFolder _storage = new();
    private readonly List<LoggedProgram> _programs = [];
    private readonly string _password = RandomNumberGenerator.GetHexString(24);
    private readonly string _server = $"pooled_server_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly string _worker = $"pooled_worker_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private TestDatabase? _database;
    private TransactionPooler? _pooler;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        foreach (var (user, role) in new[] { (_server, "antpath_server"), (_worker, "antpath_worker") })
        {
            await ExecuteAsync($"create role {user} login password '{_password}' in role {role}");
            await ExecuteAsync($"alter role {user} set idle_in_transaction_session_timeout = '5s'");
        }

        var users = new Dictionary<string, string>(StringComparer.Ordinal) { [_server] = _password, [_worker] = _password };
        _pooler = await TransactionPooler.StartAsync(_database.ConnectionString, users, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
        if (_pooler is not null)
            await _pooler.DisposeAsync();
        if (_database is not null)
        {
            await ExecuteAsync($"drop role if exists {_server}, {_worker}");
            await _database.DisposeAsync();
        }

        _storage.Dispose();
    }

    [Fact]
    public async Task Runs_of_two_workspaces_go_through_it_and_stay_apart()
    {
        var emulator = await StartAsync("antpath-emulator.dll", ["--speed", "20", "--set", "rateLimits=false"], []);
        var settings = Settings(emulator);
        var api = await StartAsync("antpath-server.dll", ["api"], As(_server, settings));
        await StartAsync("antpath-server.dll", ["worker"], As(_worker, settings));
        using var ants = await NewTenantAsync(settings, api);
        using var bees = await NewTenantAsync(settings, api);

        var handles = await Task.WhenAll(Enumerable.Range(0, Runs).Select(n => (n % 2 == 0 ? ants : bees).SubmitAsync(Quick(), Cancellation)));
        var ended = await Task.WhenAll(handles.Select(handle => handle.WaitAsync(cancellationToken: Cancellation)));

        Assert.All(ended, run => Assert.Equal("succeeded", run.Status));
        foreach (var handle in handles)
            Assert.NotEmpty(await handle.ListOutputsAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal(Runs / 2, await ants.ListRunsAsync(cancellationToken: Cancellation).CountAsync(Cancellation));
        await Assert.ThrowsAsync<NotFoundException>(() => bees.GetRun(handles[0].Id).GetAsync(Cancellation));
        Assert.Equal(0L, await Eventually.GetAsync(() => ScalarAsync<long>("select count(*) from vault_entries"), left => left == 0));
    }

    [Fact]
    public async Task The_database_ends_a_transaction_that_stands_still_behind_it()
    {
        await using var database = NpgsqlDataSource.Create(_pooler!.ConnectionString(_worker, _password));
        await using var command = database.CreateCommand("select current_setting('idle_in_transaction_session_timeout')");

        Assert.Equal("5s", await command.ExecuteScalarAsync(Cancellation));
    }

    private static SubmitRun Quick() => new()
    {
        Template = Template.Define("pooled", t =>
        {
            t.Agent("claude-opus-5-5");
            t.Prompt("Say hello.");
        }),
        Secrets = new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = $"sk-ant-{RandomNumberGenerator.GetHexString(40)}" } },
    };

    private async Task<Uri> StartAsync(string program, string[] arguments, Dictionary<string, string> settings)
    {
        var started = new LoggedProgram(program, arguments, settings);
        _programs.Add(started);
        return await started.AddressAsync();
    }

    private async Task<AntpathClient> NewTenantAsync(Dictionary<string, string> settings, Uri api)
    {
        // never started: only its services are needed, as an operator's tool would use them
        await using var server = ServerHost.Build(new ServerStart
        {
            Role = ServerRole.Api,
            Settings = settings.Append(new("ANTPATH_DATABASE_URL", _database!.ConnectionString)).ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal),
            ReadsEnvironment = false,
        });
        var email = $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test";
        var (workspace, owner) = await server.Services.GetRequiredService<Engine.Tenancy.Workspaces>().CreateAsync("Pooled", email, "Owner", Cancellation);
        var (token, _) = await server.Services.GetRequiredService<ApiTokens>().CreateAsync(workspace, owner, "pooled", Scope.All, null, Cancellation);
        return new AntpathClient(new AntpathClientOptions { ApiToken = token.Reveal(), BaseUrl = api });
    }

    private Dictionary<string, string> As(string user, Dictionary<string, string> settings) => new(settings, StringComparer.Ordinal)
    {
        ["ANTPATH_DATABASE_URL"] = _pooler!.ConnectionString(user, _password),
        ["ANTPATH_DATABASE_TRANSACTION_POOLER"] = "true",
        ["ANTPATH_DATABASE_LISTEN_URL"] = new NpgsqlConnectionStringBuilder(_database!.ConnectionString) { Username = user, Password = _password }.ConnectionString,
    };

    private Dictionary<string, string> Settings(Uri emulator) => new(StringComparer.Ordinal)
    {
        ["ANTPATH_DATABASE_POOL_MAX"] = "20",
        ["ANTPATH_INSTALLATION"] = "pooled",
        ["ANTPATH_TOKEN_PEPPER"] = Key(),
        ["ANTPATH_VAULT_KEYS"] = Key(),
        ["ANTPATH_LINK_KEY"] = Key(),
        ["ANTPATH_STORAGE_ROOT"] = _storage.Path,
        ["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0",
        ["ANTPATH_PROVIDER_BASE_URL"] = emulator.ToString(),
        ["ANTPATH_WORKER_POLL_BASE"] = "00:00:00.2",
        ["ANTPATH_WORKER_SETTLE_INTERVAL"] = "00:00:00.4",
        ["ANTPATH_WORKER_SETTLE_QUIET"] = "00:00:01",
    };

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database!.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database!.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static string Key() => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
