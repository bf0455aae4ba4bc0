using Npgsql;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>Waits until the database says that a connection waits for a lock.</summary>
internal static class WaitingFor
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until somebody waits for a connection, which <paramref name="work"/> is expected to do.</summary>
    /// <returns>Who waits.</returns>
    public static async Task<int> OneAsync(NpgsqlDataSource database, int holder, Task work)
    {
        const string Sql = "select pid from pg_stat_activity where $1 = any(pg_blocking_pids(pid)) limit 1";
        while (true)
        {
            await using (var command = database.CreateCommand(Sql))
            {
                command.Parameters.Add(new() { Value = holder });
                if (await command.ExecuteScalarAsync() is int waiting)
                    return waiting;
            }

            await NotYetAsync(work);
        }
    }

    /// <summary>Waits until so many of this database's connections wait for locks.</summary>
    public static async Task SomebodyAsync(NpgsqlDataSource database, int count, Task work)
    {
        const string Sql = "select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0";
        while (true)
        {
            await using (var command = database.CreateCommand(Sql))
            {
                if (await command.ExecuteScalarAsync() is long waiting && waiting >= count)
                    return;
            }

            await NotYetAsync(work);
        }
    }

    private static async Task NotYetAsync(Task work)
    {
        Assert.False(work.IsCompleted, "it went on without waiting for the lock");
        await Task.Delay(Between, TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
