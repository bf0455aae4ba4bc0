using Antpath.Engine.Database;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Server;
using Antpath.Server.SignIn;
using Npgsql;

namespace Antpath.DevStack.Stack;

/// <summary>The server with every role, configured as an operator would by environment, plus the first workspace and a token for it.</summary>
internal sealed class StackServer : IAsyncDisposable
{
    private const string WorkspaceName = "Development";
    private const string OwnerEmail = "dev@localhost";
    private const string OwnerName = "Developer";

    private readonly WebApplication _app;

    private StackServer(WebApplication app, Uri baseUrl)
    {
        _app = app;
        BaseUrl = baseUrl;
    }

    public Uri BaseUrl { get; }

    public required string ApiToken { get; init; }

    public required Uri DashboardLink { get; init; }

    public static async Task<StackServer> StartAsync(
        StackOptions options, StackSecrets secrets, string connection, Uri? provider, CancellationToken cancellationToken)
    {
        var app = ServerHost.Build(new ServerStart
        {
            Role = options.Worker ? ServerRole.All : ServerRole.Api,
            Settings = Settings(options, secrets, connection, provider),
        });
        try
        {
            await MigrateAsync(connection, cancellationToken);
            var (workspace, owner) = await app.Services.GetRequiredService<Engine.Tenancy.Workspaces>()
                .CreateAsync(WorkspaceName, OwnerEmail, OwnerName, cancellationToken);
            var token = await TokenAsync(app.Services, options, secrets, workspace, owner, cancellationToken);
            await app.StartAsync(cancellationToken);
            var baseUrl = new Uri(app.Urls.First());
            return new StackServer(app, baseUrl)
            {
                ApiToken = token,
                DashboardLink = new Uri(baseUrl, app.Services.GetRequiredService<OneTimeLinks>().Issue(owner, workspace)),
            };
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static async Task MigrateAsync(string connection, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await Migrator.MigrateAsync(database, cancellationToken);
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
