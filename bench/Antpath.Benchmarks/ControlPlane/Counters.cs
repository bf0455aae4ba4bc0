using Antpath.Benchmarks.Measuring;

namespace Antpath.Benchmarks.ControlPlane;

/// <summary>What PostgreSQL, the emulator and the kernel have counted so far for one stand.</summary>
/// <param name="Statements">Zero where pg_stat_statements is not installed.</param>
internal sealed record Counters(double Transactions, double RowsWritten, double WalBytes, double Statements, double ProviderCalls, double WorkerCpuSeconds)
{
    public static async Task<Counters> ReadAsync(Stand stand, ChildProcess worker, CancellationToken cancellationToken)
    {
        // PostgreSQL publishes a backend's counts when it is idle for a second
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, cancellationToken);
        const string Sql = """
            select xact_commit::float8, (tup_inserted + tup_updated + tup_deleted)::float8, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8
            from pg_stat_database where datname = current_database()
            """;
        await using var command = stand.Database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var calls = await stand.Provider.GetAsync("/_emulator/calls?key=none", cancellationToken);
        return new Counters(
            reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), await StatementsAsync(stand, cancellationToken), calls.GetProperty("total").GetDouble(), worker.CpuSeconds);
    }

    public Counters Since(Counters before) => new(
        Transactions - before.Transactions,
        RowsWritten - before.RowsWritten,
        WalBytes - before.WalBytes,
        Statements - before.Statements,
        ProviderCalls - before.ProviderCalls,
        WorkerCpuSeconds - before.WorkerCpuSeconds);

    /// <returns>Statements so far; zero where pg_stat_statements is not installed.</returns>
    public static async Task<double> StatementsAsync(Stand stand, CancellationToken cancellationToken)
    {
        if (await stand.AskAsync<string>("select current_setting('shared_preload_libraries')", cancellationToken) is not "pg_stat_statements")
            return 0;
        await using (var create = stand.Database.CreateCommand("create extension if not exists pg_stat_statements"))
            await create.ExecuteNonQueryAsync(cancellationToken);

        return await stand.AskAsync<double>(
            "select coalesce(sum(calls), 0)::float8 from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())", cancellationToken);
    }
}
