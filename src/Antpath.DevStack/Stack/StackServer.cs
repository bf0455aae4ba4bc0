using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Server;
using Antpath.Server.SignIn;
using Npgsql;

namespace Antpath.DevStack.Stack;

/// <summary>
/// API and worker, configured as an operator would by environment, each with its own rights in the database, plus the first workspace and a token for it.
/// </summary>
internal sealed class StackServer : IAsyncDisposable
{
    private const string WorkspaceName = "Development";
    private const string OwnerEmail = "dev@localhost";
    private const string OwnerName = "Developer";

    private readonly WebApplication _api;
    private readonly WebApplication? _worker;

    private StackServer(WebApplication api, WebApplication? worker)
    {
        _api = api;
        _worker = worker;
        BaseUrl = new Uri(api.Urls.First());
    }

    public Uri BaseUrl { get; }

    public required string ApiToken { get; init; }

    public required Uri DashboardLink { get; init; }

    public static async Task<StackServer> StartAsync(
        StackOptions options, StackSecrets secrets, string connection, Uri? provider, CancellationToken cancellationToken)
    {
        var settings = Settings(options, secrets, connection, provider);
        await MigrateAsync(connection, cancellationToken);
        var api = ServerHost.Build(new ServerStart { Role = ServerRole.Api, Settings = settings });
        WebApplication? worker = null;
        try
        {
            var (workspace, owner) = await api.Services.GetRequiredService<Engine.Tenancy.Workspaces>()
                .CreateAsync(WorkspaceName, OwnerEmail, OwnerName, cancellationToken);
            var token = await TokenAsync(api.Services, options, secrets, workspace, owner, cancellationToken);
            await api.StartAsync(cancellationToken);
            if (options.Worker)
            {
                var anyPort = new Dictionary<string, string?>(settings, StringComparer.Ordinal) { ["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0" };
                worker = ServerHost.Build(new ServerStart { Role = ServerRole.Worker, Settings = anyPort });
                await worker.StartAsync(cancellationToken);
            }

            var link = await api.Services.GetRequiredService<TerminalLinks>().IssueAsync(OwnerEmail, cancellationToken);
            return new StackServer(api, worker) { ApiToken = token, DashboardLink = new Uri(new Uri(api.Urls.First()), link) };
        }
        catch
        {
            await StopAsync(worker);
            await StopAsync(api);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_worker);
        await StopAsync(_api);
    }

    private static async Task StopAsync(WebApplication? app)
    {
        if (app is null)
            return;
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static async Task MigrateAsync(string connection, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await Migrator.MigrateAsync(database, cancellationToken);
        await DatabaseRights.EnsureAsync(database, new DatabaseOptions(), cancellationToken);
    }

    /// <summary>The kept token when it still works, else a new one, kept for the next start.</summary>
    private static async Task<string> TokenAsync(
        IServiceProvider services, StackOptions options, StackSecrets secrets, WorkspaceId workspace, AppUserId owner, CancellationToken cancellationToken)
    {
        var tokens = services.GetRequiredService<ApiTokens>();
        if (secrets.ApiToken is { } kept && await tokens.AuthenticateAsync(kept, cancellationToken) is TokenAuthentication.Valid)
            return kept;

        var (text, _) = await tokens.CreateAsync(workspace, owner, "development", Scope.All, expiresAt: null, cancellationToken);
        await (secrets with { ApiToken = text.Reveal() }).SaveAsync(options.Folders.Secrets, cancellationToken);
        return text.Reveal();
    }

    /// <summary>What an operator would put into the environment of each process of this stack. Holds secrets.</summary>
    public static Dictionary<string, string?> Settings(StackOptions options, StackSecrets secrets, string connection, Uri? provider) => new(StringComparer.Ordinal)
    {
        // the emulator lists a session's files within a second; the defaults wait as long as the real service may take
        ["ANTPATH_WORKER_SETTLE_INTERVAL"] = provider is null ? null : "00:00:01",
        ["ANTPATH_WORKER_SETTLE_QUIET"] = provider is null ? null : "00:00:02",
        ["ANTPATH_WORKER_SETTLE_QUIET_EMPTY"] = provider is null ? null : "00:00:04",
        ["ANTPATH_DATABASE_URL"] = connection,
        ["ANTPATH_DATABASE_ASSUME_ROLE"] = "true",
        ["ANTPATH_INSTALLATION"] = "dev",
        ["ANTPATH_TOKEN_PEPPER"] = secrets.TokenPepper,
        ["ANTPATH_VAULT_KEYS"] = secrets.VaultKeys,
        ["ANTPATH_LINK_KEY"] = secrets.LinkKey,
        ["ANTPATH_STORAGE_ROOT"] = options.Folders.Storage,
        ["ANTPATH_SERVER_ALLOW_PRIVATE_URLS"] = "true", // an MCP server on the same machine is what people try
        ["ANTPATH_SERVER_LISTEN_URL"] = $"http://127.0.0.1:{options.Port}",
        // the terminal belongs to the person: only what needs attention is logged
        ["ANTPATH_LOG_LEVEL"] = "warning",
        ["ANTPATH_LOG_FORMAT"] = "text",
        ["ANTPATH_PROVIDER_BASE_URL"] = provider?.ToString(),
    };
}
