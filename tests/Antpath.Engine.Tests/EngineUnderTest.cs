using System.Security.Cryptography;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Mail;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.People;
using Antpath.Ids;
using Antpath.Submission;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Antpath.Engine.Tests;

/// <summary>The engine as a host composes it, over one test database. Each test takes a workspace of its own from it.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Lazy<ServiceProvider> _worker;

    public EngineUnderTest(string connectionString, TimeProvider? time = null, params (string Name, string Value)[] settings)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ANTPATH_DATABASE_URL"] = connectionString,
            ["ANTPATH_DATABASE_POOL_MAX"] = "15",
            ["ANTPATH_TOKEN_PEPPER"] = Key("p1"),
            ["ANTPATH_VAULT_KEYS"] = Key("k1"),
        };
        foreach (var (name, value) in settings)
            variables[name] = value;

        Variables = variables;
        _services = Compose(variables, time, worker: false);
        _worker = new Lazy<ServiceProvider>(() => Compose(variables, time, worker: true));
    }

    /// <summary>The environment it was composed from, for another process over the same database.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; }

    public IServiceProvider Services => _services;

    /// <summary>As the owner, whom no policy holds.</summary>
    public NpgsqlDataSource Database => Get<NpgsqlDataSource>();

    /// <summary>The same rooms in a worker, with its rights in the database and no others.</summary>
    public IServiceProvider WorkerServices => _worker.Value;

    /// <summary>With the rights of a worker and no others.</summary>
    public NpgsqlDataSource WorkerDatabase => WorkerGet<NpgsqlDataSource>();

    /// <summary>A ring of one random key.</summary>
    public static string Key(string id) => $"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRing.KeyBytes))}";

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T WorkerGet<T>()
        where T : notnull => WorkerServices.GetRequiredService<T>();

    /// <summary>Somebody with every scope in a workspace of their own.</summary>
    public async Task<Principal> NewPrincipalAsync()
    {
        var name = $"Test {RandomNumberGenerator.GetHexString(12)}";
        var (workspace, owner) = await Get<Engine.Tenancy.Workspaces>().CreateAsync(name, $"{name.Replace(' ', '-')}@example.test", "Owner", CancellationToken.None);
        return new Principal { Workspace = workspace, AppUser = owner, Scopes = Scope.All };
    }

    public async Task<RunId> SubmitAsync(Principal principal, string? key = null, SubmittedRun? run = null)
    {
        var result = await Get<RunSubmissions>().SubmitAsync(principal, run ?? Submissions.Simple(), key, CancellationToken.None);
        return Assert.IsType<SubmitResult.Accepted>(result).View.Id;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return await command.ExecuteScalarAsync() is T found ? found : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker.IsValueCreated)
            await _worker.Value.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static ServiceProvider Compose(Dictionary<string, string?> variables, TimeProvider? time, bool worker)
    {
        var configuration = new ConfigurationBuilder().AddAntpathEnvironment(variables).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new TestHostEnvironment());
        services.AddLogging();
        if (time is not null)
            services.AddSingleton(time);
        services.AddAntpathEngine(configuration);
        services.AddAntpathMail(configuration);
        services.AddAntpathPeople(configuration);
        if (worker)
        {
            services.PostConfigure<DatabaseOptions>(o =>
            {
                o.AssumeRole = true;
                o.RunsAs(o.WorkerRole);
            });
        }

        return services.BuildServiceProvider();
    }

    private sealed class TestHostEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "antpath-tests";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
