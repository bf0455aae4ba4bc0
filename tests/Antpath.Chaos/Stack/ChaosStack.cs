using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Antpath.Engine.Tenancy;
using Antpath.LocalPostgres;
using Antpath.Server;
using Npgsql;

namespace Antpath.Chaos.Stack;

/// <summary>A whole deployment as processes: PostgreSQL (with a standby, if asked for), emulator, API, workers. Its data is gone when it is disposed.</summary>
internal sealed class ChaosStack : IAsyncDisposable
{
    public const string Database = "antpath";

    /// <summary>Marks our own connections, which are never cut.</summary>
    public const string ObserverName = "antpath-chaos";

    private const int OrganizationsRemembered = 10_000;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(UserFolders.CacheFolder, $"chaos-{Environment.ProcessId}");
    private readonly TimeProvider _time;
    private readonly Stack<IAsyncDisposable> _programs = new();
    private NpgsqlDataSource? _observer;

    private ChaosStack(TimeProvider time) => _time = time;

    public PostgresNode Primary { get; private set; } = null!;

    /// <summary>Null without fail-over, and after it.</summary>
    public PostgresNode? Standby { get; private set; }

    public EmulatorClient Emulator { get; private set; } = null!;

    public ChildProgram Api { get; private set; } = null!;

    public IReadOnlyList<ChildProgram> Workers { get; private set; } = [];

    public IReadOnlyList<WorkspaceAccess> Workspaces { get; private set; } = [];

    public string StorageFolder => Path.Combine(_folder, "storage");

    /// <summary>Looks at the product's tables from outside the product.</summary>
    public NpgsqlDataSource Observer => _observer!;

    public static async Task<ChaosStack> StartAsync(ChaosOptions options, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        var stack = new ChaosStack(time);
        try
        {
            await stack.StartDatabaseAsync(options, say, cancellationToken);
            await stack.StartEmulatorAsync(options, cancellationToken);
            await stack.StartProductAsync(options, say, cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the primary and promotes the standby.</summary>
    public async Task FailOverAsync(CancellationToken cancellationToken)
    {
        await Primary.KillAsync(cancellationToken);
        await Standby!.PromoteAsync(cancellationToken);
        _programs.Push(new Removal(Primary));
        (Primary, Standby) = (Standby!, null);
    }

    /// <summary>Makes every stored object two hours older, as it will be in two hours: what a kill left there is then due for the sweep.</summary>
    public void AgeStorage()
    {
        var before = _time.GetUtcNow().UtcDateTime - TimeSpan.FromHours(2);
        foreach (var file in Directory.Exists(StorageFolder) ? Directory.EnumerateFiles(StorageFolder, "*", SearchOption.AllDirectories) : [])
            File.SetLastWriteTimeUtc(file, before);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var workspace in Workspaces)
            workspace.Client.Dispose();
        while (_programs.TryPop(out var program))
            await program.DisposeAsync();
        Emulator?.Dispose();
        if (_observer is not null)
            await _observer.DisposeAsync();
        foreach (var node in new[] { Standby, Primary }.OfType<PostgresNode>())
            await new Removal(node).DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task StartDatabaseAsync(ChaosOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        Primary = await PostgresNode.CreateAsync(Path.Combine(_folder, "primary"), cancellationToken);
        await Primary.ExecuteAsync($"create database {Database}", cancellationToken);
        if (options.Failover)
        {
            Standby = await Primary.CloneAsync(Path.Combine(_folder, "standby"), cancellationToken);
            await UntilAsync("the standby to confirm commits", () => Primary.SynchronousAsync(cancellationToken), cancellationToken);
        }

        say($"{Primary.Version}{(options.Failover ? " with a synchronous standby" : "")}");
        _observer = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(DatabaseUrl()) { ApplicationName = ObserverName, MaxPoolSize = 4, CommandTimeout = 60 });
        await using var migration = NpgsqlDataSource.Create(DatabaseUrl());
        await Migrator.MigrateAsync(migration, cancellationToken);
        await DatabaseRights.EnsureAsync(migration, new DatabaseOptions(), cancellationToken);
    }

    private async Task StartEmulatorAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] arguments =
        [
            "--speed", $"{ProcessSettings.EmulatorSpeed}", "--set", "rateLimits=false", "--set", $"deletedSessionsRemembered={OrganizationsRemembered}",
        ];
        var emulator = new ChildProgram("emulator", "antpath-emulator.dll", arguments, new Dictionary<string, string?>(StringComparer.Ordinal), options.LogFolder);
        _programs.Push(emulator);
        emulator.Start(line =>
        {
            if (line.StartsWith("antpath-emulator listens on ", StringComparison.Ordinal))
                address.TrySetResult(new Uri(line.Split(' ')[^1]));
        });
        Emulator = new EmulatorClient(await address.Task.WaitAsync(StartMax, _time, cancellationToken));
    }

    private async Task StartProductAsync(ChaosOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var apiUrl = $"http://127.0.0.1:{FreePort()}";
        var settings = ProcessSettings.Make(DatabaseUrl(), Emulator.BaseUrl, StorageFolder, apiUrl);
        Workspaces = await MakeWorkspacesAsync(options.Workspaces, settings, new Uri(apiUrl), cancellationToken);
        Api = Program("api", "api", settings, options);
        Workers = [.. Enumerable.Range(1, options.Workers).Select(number => Program($"worker-{number}", "worker", WorkerSettings(settings, number), options))];
        await UntilAsync("the API to be ready", () => ReadyAsync(Workspaces[0].Client, cancellationToken), cancellationToken);
        say($"emulator {Emulator.BaseUrl}, API {apiUrl}, {Workers.Count} workers");
    }

    private static async Task<bool> ReadyAsync(AntpathClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ProbeAsync(cancellationToken)).Status == HttpStatusCode.OK;
        }
        catch (ServerUnreachableException)
        {
            return false;
        }
    }

    private static Dictionary<string, string?> WorkerSettings(IReadOnlyDictionary<string, string?> settings, int number) => new(settings, StringComparer.Ordinal)
    {
        ["ANTPATH_WORKER_NAME"] = $"worker-{number}",
        ["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0",
    };

    private ChildProgram Program(string name, string role, IReadOnlyDictionary<string, string?> settings, ChaosOptions options)
    {
        var program = new ChildProgram(name, "antpath-server.dll", [role], settings, options.LogFolder);
        _programs.Push(program);
        program.Start();
        return program;
    }

    private static async Task<IReadOnlyList<WorkspaceAccess>> MakeWorkspacesAsync(
        int count, IReadOnlyDictionary<string, string?> settings, Uri apiUrl, CancellationToken cancellationToken)
    {
        // never started: only its services are needed, as an operator's tool would use them
        await using var server = ServerHost.Build(new ServerStart { Role = ServerRole.Api, Settings = settings, ReadsEnvironment = false });
        var made = new List<WorkspaceAccess>();
        for (var number = 1; number <= count; number++)
        {
            var (workspace, owner) = await server.Services.GetRequiredService<Engine.Tenancy.Workspaces>()
                .CreateAsync($"Chaos {number}", "chaos@localhost", "Chaos", cancellationToken);
            var (token, _) = await server.Services.GetRequiredService<ApiTokens>()
                .CreateAsync(workspace, owner, "chaos", Scope.All, expiresAt: null, cancellationToken);
            var client = new AntpathClient(new AntpathClientOptions { ApiToken = token.Reveal(), BaseUrl = apiUrl });
            made.Add(new WorkspaceAccess(client, "sk-ant-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))));
        }

        return made;
    }

    private string DatabaseUrl() => Standby is { } standby ? Primary.ConnectionString(Database, standby) : Primary.ConnectionString(Database);

    private async Task UntilAsync(string what, Func<Task<bool>> ready, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (!await ready())
        {
            if (_time.GetElapsedTime(began) > StartMax)
                throw new ChaosException($"Waited {StartMax.TotalSeconds:0} s for {what}; see the logs.");
            await Task.Delay(TimeSpan.FromMilliseconds(250), _time, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Removal(PostgresNode node) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await node.RemoveAsync();
            node.Dispose();
        }
    }
}
