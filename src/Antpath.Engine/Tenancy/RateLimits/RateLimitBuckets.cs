using Npgsql;

namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>The buckets in PostgreSQL, where all processes meet.</summary>
internal sealed class RateLimitBuckets(NpgsqlDataSource database)
{
    /// <summary>Takes from several buckets of one limit, as much as each has.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="wanted">How many for each subject, from 1.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>What each subject got.</returns>
    public async Task<IReadOnlyDictionary<string, TakenTokens>> TakeAsync(
        RateLimit limit, IReadOnlyDictionary<string, int> wanted, CancellationToken cancellationToken)
    {
        // Subjects are workspaces, persons and addresses, so no workspace is named beside them. A new bucket begins full. Sorted against deadlocks. Commits
        // without waiting for the disk: what a crash of the database forgets is a moment's tokens.
        const string Sql = """
            insert into rate_limit_buckets as b (bucket, subject, tokens, refilled_at, granted)
            select $1, w.subject, $2 - least(w.wanted, $2), clock_timestamp(), least(w.wanted, $2)
            from unnest($4, $5) as w (subject, wanted)
            cross join (select set_config('synchronous_commit', 'off', true) as quick) q
            where q.quick is not null
            order by w.subject
            on conflict (bucket, subject) do update
            set granted = least(
                    excluded.granted,
                    floor(least($2, b.tokens + $3 * greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at)::float8)))::integer),
                tokens = least($2, b.tokens + $3 * greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at)::float8)) - least(
                    excluded.granted,
                    floor(least($2, b.tokens + $3 * greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at)::float8)))::integer),
                refilled_at = greatest(b.refilled_at, excluded.refilled_at)
            returning subject, granted, tokens
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = limit.Name });
        command.Parameters.Add(new() { Value = limit.Burst });
        command.Parameters.Add(new() { Value = limit.PerSecond });
        command.Parameters.Add(new() { Value = wanted.Keys.ToArray() });
        command.Parameters.Add(new() { Value = wanted.Values.ToArray() });
        var taken = new Dictionary<string, TakenTokens>(wanted.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            taken.Add(reader.GetString(0), new TakenTokens(reader.GetInt32(1), reader.GetDouble(2)));
        return taken;
    }
}
