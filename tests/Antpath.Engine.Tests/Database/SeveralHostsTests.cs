using Antpath.Engine.Database;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Database;

/// <summary>A primary and its standby in one connection text.</summary>
public sealed class SeveralHostsTests(TestServer server)
{
    private const int DeadPort = 1;
    private static readonly TimeSpan Blind = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task A_connection_that_is_cut_does_not_make_its_host_unreachable()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        var text = new NpgsqlConnectionStringBuilder(database.ConnectionString) { TargetSessionAttributes = "read-write" };
        text.Host = $"127.0.0.1:{DeadPort},{text.Host}:{text.Port}";
        await using var source = AntpathDatabase.CreateDataSource(text.ConnectionString);
        await using var cut = await source.OpenConnectionAsync();

        await using (var terminate = database.DataSource.CreateCommand("select pg_terminate_backend($1)"))
        {
            terminate.Parameters.Add(new() { Value = cut.ProcessID });
            await terminate.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AnswerAsync(cut));

        Assert.True(await IsBackWithinAsync(source, Blind));
    }

    [Fact]
    public async Task That_no_host_answers_is_trouble_and_no_defect()
    {
        await using var source = AntpathDatabase.CreateDataSource($"Host=127.0.0.1:{DeadPort},localhost:{DeadPort};Username=nobody;Database=none;Target Session Attributes=primary");

        for (var tries = 0; tries < 2; tries++) // the driver remembers the first answer, and throws something else
        {
            var exception = await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await source.OpenConnectionAsync());
            Assert.True(DatabaseTrouble.Is(exception), exception.ToString());
        }
    }

    private static async Task AnswerAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync();
    }

    private static async Task<bool> IsBackWithinAsync(NpgsqlDataSource source, TimeSpan limit)
    {
        for (var began = Time.GetTimestamp(); Time.GetElapsedTime(began) < limit; await Task.Delay(Again, Time))
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                // not yet
            }
        }

        return false;
    }
}
