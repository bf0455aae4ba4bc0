using Npgsql;

namespace Antpath.Engine.Database;

/// <summary>Makes the data source that every room shares, with the settings the rooms rely on.</summary>
public static class AntpathDatabase
{
    private const int AutoPrepareMax = 100;
    private const int AutoPrepareAfterUses = 2;
    private const int KeepAliveSeconds = 30;

    /// <summary>
    /// With several hosts, one connection that broke counts its host as down for this long, 10 s by default: a worker would be blind for longer than
    /// some leases because one of its connections was cut.
    /// </summary>
    private const int HostRecheckSeconds = 1;

    /// <summary>The data source for statements.</summary>
    /// <param name="options">Where the database is. Only <see cref="DatabaseOptions.Url"/> is required.</param>
    /// <param name="applicationName">Shown in <c>pg_stat_activity</c>: the host's name.</param>
    /// <exception cref="ArgumentException"><see cref="DatabaseOptions.Url"/> cannot be read; the message does not repeat it.</exception>
    public static NpgsqlDataSource CreateDataSource(DatabaseOptions options, string applicationName)
    {
        var builder = Prepare(options.Url, "ANTPATH_DATABASE_URL", options, applicationName);
        builder.MaxPoolSize = options.PoolMax;
        if (!options.TransactionPooler)
        {
            builder.MaxAutoPrepare = AutoPrepareMax;
            builder.AutoPrepareMinUsages = AutoPrepareAfterUses;
            // Plans made for the values of one moment go wrong at the next (leases are all null, then all taken).
            builder.Options = string.Join(' ', "-c plan_cache_mode=force_generic_plan", $"-c idle_in_transaction_session_timeout={options.IdleTransactionSeconds}s", RoleOption(options));
        }

        return new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
    }

    /// <summary>A data source with default options, for tools and tests.</summary>
    /// <param name="connectionText">A URL or key=value text.</param>
    /// <param name="applicationName">Shown in <c>pg_stat_activity</c>.</param>
    public static NpgsqlDataSource CreateDataSource(string connectionText, string applicationName = "antpath") =>
        CreateDataSource(new DatabaseOptions { Url = connectionText }, applicationName);

    /// <summary>The data source for migrations: few connections, nothing prepared.</summary>
    /// <param name="options">Where the database is.</param>
    public static NpgsqlDataSource CreateMigrationDataSource(DatabaseOptions options)
    {
        var builder = Prepare(options.MigrationUrl ?? options.Url, "ANTPATH_DATABASE_MIGRATION_URL", options, "antpath-migrate");
        builder.MaxPoolSize = 4;
        builder.CommandTimeout = 0; // building an index takes as long as it takes
        return new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
    }

    /// <summary>The connection text for LISTEN: one connection outside the pool.</summary>
    internal static string ListenConnectionString(DatabaseOptions options)
    {
        var builder = Prepare(options.ListenUrl ?? options.Url, "ANTPATH_DATABASE_LISTEN_URL", options, "antpath-listen");
        builder.Pooling = false;
        if (RoleOption(options) is { } role)
            builder.Options = role;
        return builder.ConnectionString;
    }

    /// <summary>Taken on as the connection starts, so that no statement runs before; the options' check has left nothing in the name to escape.</summary>
    private static string? RoleOption(DatabaseOptions options) => options is { AssumeRole: true, ProcessRole: { } role } ? $"-c role={role}" : null;

    private static NpgsqlConnectionStringBuilder Prepare(string text, string setting, DatabaseOptions options, string applicationName)
    {
        var builder = ConnectionText.Parse(text, setting);
        builder.ApplicationName ??= applicationName;
        builder.Timeout = options.ConnectSeconds;
        builder.CommandTimeout = options.StatementSeconds;
        builder.KeepAlive = KeepAliveSeconds;
        builder.NoResetOnClose = true; // no statement of ours leaves session state behind
        builder.IncludeErrorDetail = false; // details print row values
        builder.PersistSecurityInfo = false;
        if (builder.Host!.Contains(',', StringComparison.Ordinal))
            builder.HostRecheckSeconds = HostRecheckSeconds;
        return builder;
    }
}
