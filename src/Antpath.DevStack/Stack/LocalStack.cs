using Antpath.Emulator;
using Antpath.LocalPostgres;

namespace Antpath.DevStack.Stack;

/// <summary>PostgreSQL, emulator, API with dashboard, and one worker, in this process. Each is reached as a deployment would reach it.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private const string Database = "antpath";

    private readonly Stack<IAsyncDisposable> _parts;
    private readonly EmbeddedPostgres _postgres;

    private LocalStack(Stack<IAsyncDisposable> parts, EmbeddedPostgres postgres)
    {
        _parts = parts;
        _postgres = postgres;
    }

    /// <summary>API and dashboard.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>A token with every verb in the stack's one workspace.</summary>
    public required string ApiToken { get; init; }

    /// <summary>Signs one browser in, once.</summary>
    public required Uri DashboardLink { get; init; }

    /// <summary>The emulator, or null when the real provider is used.</summary>
    public required Uri? Emulator { get; init; }

    /// <summary>The environment for further processes of this stack. Holds secrets.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    /// <summary>The database, for looking at it from outside the product. Holds a password.</summary>
    public string ConnectionString => _postgres.ConnectionString(Database);

    /// <summary>Starts everything, saying what it does. What started before a failure is stopped again.</summary>
    public static async Task<LocalStack> StartAsync(StackOptions options, Narrator say, TimeProvider time, CancellationToken cancellationToken)
    {
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            var secrets = await StackSecrets.LoadAsync(options.Folders.Secrets, cancellationToken);
            var postgres = await StartPostgresAsync(options, say, cancellationToken);
            parts.Push(postgres);
            var emulator = options.Provider == ProviderChoice.Emulator ? await EmulatorHost.StartAsync(new EmulatorOptions(), time, cancellationToken) : null;
            if (emulator is not null)
            {
                parts.Push(emulator);
                say.Step($"Provider emulator on {emulator.BaseAddress}");
            }

            var server = await StackServer.StartAsync(options, secrets, postgres.ConnectionString(Database), emulator?.BaseAddress, cancellationToken);
            parts.Push(server);
            say.Step($"API, dashboard{(options.Worker ? " and one worker" : "")} on {server.BaseUrl}");
            return new LocalStack(parts, postgres)
            {
                BaseUrl = server.BaseUrl,
                ApiToken = server.ApiToken,
                DashboardLink = server.DashboardLink,
                Emulator = emulator?.BaseAddress,
                Environment = StackServer.Settings(options, secrets, postgres.ConnectionString(Database), emulator?.BaseAddress),
            };
        }
        catch
        {
            await StopAsync(parts);
            throw;
        }
    }

    /// <summary>Stops in the reverse order: the worker releases its leases while the database still answers.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(_parts);

    private static async Task<EmbeddedPostgres> StartPostgresAsync(StackOptions options, Narrator say, CancellationToken cancellationToken)
    {
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Folder = options.Folders.Postgres, Durable = options.Durable, Progress = say.Step },
            cancellationToken);
        await postgres.EnsureDatabaseAsync(Database, cancellationToken);
        say.Step($"{postgres.Origin} on 127.0.0.1:{postgres.Port}");
        return postgres;
    }

    private static async Task StopAsync(Stack<IAsyncDisposable> parts)
    {
        while (parts.TryPop(out var part))
            await part.DisposeAsync();
    }
}
