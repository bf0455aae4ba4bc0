using System.Reflection;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Secrets;
using Antpath.Engine.Secrets.Keys;
using Npgsql;

namespace Antpath.Server.Commands;

/// <summary>The command line of <c>antpath-server</c>: one word, the rest comes from settings.</summary>
internal static class ServerCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        switch (args)
        {
            case []:
                await error.WriteAsync(HelpText.All);
                return ExitCodes.Usage;
            case ["--help" or "-h" or "help", ..] or [_, "--help" or "-h"]:
                await output.WriteAsync(HelpText.All);
                return ExitCodes.Ok;
            case ["--version"]:
                await output.WriteLineAsync(Version);
                return ExitCodes.Ok;
        }

        try
        {
            return args switch
            {
                ["api"] => await ServeAsync(ServerRole.Api),
                ["worker"] => await ServeAsync(ServerRole.Worker),
                ["all"] => await ServeAsync(ServerRole.All),
                ["migrate"] => await MigrateCommand.RunAsync(output),
                ["bootstrap", ..] => await BootstrapCommand.RunAsync(new ServerStart { Role = ServerRole.Api }, [.. args.Skip(1)], output, error),
                ["vault", "rewrap"] => await VaultCommand.RewrapAsync(output),
                ["tokens", "peppers"] => await TokensCommand.PeppersAsync(output, error),
                ["config"] => await ConfigCommand.RunAsync(new ServerStart { Role = ServerRole.All }, output, error),
                ["config", "api"] => await ConfigCommand.RunAsync(new ServerStart { Role = ServerRole.Api }, output, error),
                ["config", "worker"] => await ConfigCommand.RunAsync(new ServerStart { Role = ServerRole.Worker }, output, error),
                ["config", "all"] => await ConfigCommand.RunAsync(new ServerStart { Role = ServerRole.All }, output, error),
                _ => await RefuseAsync(error),
            };
        }
        catch (Exception e) when (Explain(e) is { } explanation)
        {
            await error.WriteLineAsync(explanation);
            return ExitCodes.CannotStart;
        }
    }

    private static string Version =>
        typeof(ServerCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static async Task<int> ServeAsync(ServerRole role)
    {
        await using var app = ServerHost.Build(new ServerStart { Role = role });
        // Before the host starts, so that the operator gets one sentence instead of a failed start with its trace
        await SchemaVersion.EnsureCurrentAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        await app.RunAsync();
        return ExitCodes.Ok;
    }

    // The words are not repeated: a secret may have been pasted among them
    private static async Task<int> RefuseAsync(TextWriter error)
    {
        await error.WriteLineAsync(
            "antpath-server takes one command: api, worker, all, migrate, bootstrap, config, tokens peppers or vault rewrap. Everything else is set by ANTPATH_… variables. See antpath-server --help.");
        return ExitCodes.Usage;
    }

    /// <summary>The faults an operator can mend, in words; null for those that are ours and deserve their stack trace.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        SettingsException e => $"{e.Message}\nantpath-server config shows every setting.",
        MigrationException e => e.Message,
        SecretUnreadableException or KeyUnavailableException => exception.Message,
        OutputStoreException e => e.Message,
        PostgresException e => $"The database refused ({e.SqlState}). Check ANTPATH_DATABASE_URL: user, password, database and rights.",
        NpgsqlException => "The database does not answer. Check ANTPATH_DATABASE_URL, and that PostgreSQL runs and lets this host in.",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            "The address is in use. Stop what listens there, or set ANTPATH_SERVER_LISTEN_URL.",
        _ => null,
    };
}
