using Antpath.Engine.Runs.Reconciliation;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>Forgets buckets that nobody takes from any more. One that silence has filled up says nothing that a new one would not.</summary>
internal sealed class RateLimitPurgeSweep(NpgsqlDataSource database, IOptions<RateLimitOptions> options) : ISweep
{
    private static readonly TimeSpan IdleMin = TimeSpan.FromHours(1);

    public string Name => "purge_rate_limits";

    public int BatchMax => 1000;

    /// <summary>How long a bucket is left alone: the slowest of them is full by then.</summary>
    private TimeSpan IdleFor => Enum.GetValues<RateLimitKind>()
        .Select(kind => RateLimiter.LimitOf(kind, options.Value))
        .Where(limit => limit.PerMinute > 0)
        .Select(limit => limit.Window)
        .Append(IdleMin)
        .Max();

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        // No index: the time changes with every taking, and the rows are those of the last hour. The time is asked twice: a bucket that somebody took
        // from in between stays.
        const string Sql = """
            delete from rate_limit_buckets
            where refilled_at < now() - $1
                and (bucket, subject) in (select bucket, subject from rate_limit_buckets where refilled_at < now() - $1 limit $2)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = IdleFor });
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
