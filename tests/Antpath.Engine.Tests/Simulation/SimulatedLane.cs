using Antpath.Engine.Database;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// A database in which time is simulated, and the processes' ways to it. The schema <c>simulated</c> stands before <c>pg_catalog</c> in the search
/// path, so every <c>now()</c> and <c>clock_timestamp()</c> of the engine's statements and of the column defaults reads the world's clock. Seeds use it
/// one after the other.
/// </summary>
internal sealed class SimulatedLane : IAsyncDisposable
{
    public const int WorkersMax = 3;

    private readonly TestDatabase _database;
    private readonly NpgsqlConnection _admin;
    private readonly NpgsqlCommand _setClock;
    private readonly Dictionary<string, NpgsqlCommand> _prepared = new(StringComparer.Ordinal);

    private SimulatedLane(TestDatabase database, string connectionString, NpgsqlConnection admin)
    {
        (_database, _admin) = (database, admin);
        _setClock = new NpgsqlCommand("select setval('simulated.clock', $1)", admin) { Parameters = { new NpgsqlParameter<long>() } };
        Paths = [.. Enumerable.Range(0, WorkersMax).Select(_ => new DatabasePath(connectionString))];
        Engine = new EngineUnderTest(
            connectionString, new SimulatedTime(() => World, TimeSpan.Zero, 1), ("ANTPATH_PLAN_ACTIVE_RUNS_MAX", "2"), ("ANTPATH_DATABASE_POOL_MAX", "5"));
    }

    /// <summary>The world that now uses the lane.</summary>
    public World World { get; private set; } = new(0);

    /// <summary>The server process: users submit, cancel and delete through it.</summary>
    public EngineUnderTest Engine { get; }

    public IReadOnlyList<DatabasePath> Paths { get; }

    public static async Task<SimulatedLane> OpenAsync(TestServer server, bool fenceIgnoresExpiry = false)
    {
        var database = await server.CreateEmptyDatabaseAsync();
        var text = new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "simulated,public,pg_catalog" };
        await using (var command = database.DataSource.CreateCommand(ClockSql(fenceIgnoresExpiry)))
            await command.ExecuteNonQueryAsync();
        await using (var migrations = NpgsqlDataSource.Create(text.ConnectionString))
            await Migrator.MigrateAsync(migrations, CancellationToken.None);

        var workers = text.ConnectionString;
        text.Options = "-c plan_cache_mode=force_generic_plan";
        var admin = new NpgsqlConnection(text.ConnectionString);
        await admin.OpenAsync();
        var lane = new SimulatedLane(database, workers, admin);
        await lane._setClock.PrepareAsync();
        return lane;
    }

    /// <summary>A statement on the connection of the observer, who is never cut off; prepared once for all seeds.</summary>
    public async Task<NpgsqlCommand> PrepareAsync(string sql, params NpgsqlParameter[] parameters)
    {
        if (_prepared.TryGetValue(sql, out var known))
        {
            for (var i = 0; i < parameters.Length; i++)
                known.Parameters[i].Value = parameters[i].Value;
            return known;
        }

        var command = new NpgsqlCommand(sql, _admin);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync();
        return _prepared[sql] = command;
    }

    /// <summary>Another seed begins, in an empty database: sweeps serve all workspaces, and must not meet those of an earlier seed.</summary>
    public async Task BeginAsync(World world)
    {
        World = world;
        foreach (var path in Paths)
            path.Reset();
        await (await PrepareAsync("select simulated.empty()")).ExecuteNonQueryAsync();
        await SetClockAsync(world.Now);
    }

    public async Task SetClockAsync(DateTimeOffset now)
    {
        _setClock.Parameters[0].Value = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        await _setClock.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var path in Paths)
            await path.DisposeAsync();
        await Engine.DisposeAsync();
        await _setClock.DisposeAsync();
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        await _admin.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A sequence holds the time, because reading it is cheap and writing it leaves no dead rows.</summary>
    private static string ClockSql(bool fenceIgnoresExpiry)
    {
        var late = fenceIgnoresExpiry ? "- interval '1 hour'" : "";
        return $"""
            do $do$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $do$;
            create schema simulated;
            create sequence simulated.clock;
            create function simulated.empty() returns void language plpgsql set session_replication_role = replica as $empty$
            declare name text;
            begin
                -- a few rows each: truncating gives every table and index a new file, which costs as much as a short seed
                for name in select tablename from pg_tables where schemaname = 'simulated' and tablename <> 'schema_migrations'
                loop
                    execute format('delete from simulated.%I', name);
                end loop;
                if exists (select from workspaces) then raise exception 'rows of another seed are left'; end if;
            end $empty$;
            create function simulated.now() returns timestamptz language sql stable
                as $$ select timestamptz 'epoch' + last_value * interval '1 microsecond' from simulated.clock $$;
            create function simulated.clock_timestamp() returns timestamptz language sql stable
                as $$ select simulated.now() {late} $$;
            """;
    }
}
