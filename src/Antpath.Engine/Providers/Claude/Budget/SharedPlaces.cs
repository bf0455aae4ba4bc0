using Npgsql;

namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>
/// Places for calls about environments under way at once, lent to workers (provider contract §3). A worker that dies keeps its place no longer than its
/// call could have lasted.
/// </summary>
internal sealed class SharedPlaces(NpgsqlDataSource database)
{
    /// <summary>Takes a place if one is free.</summary>
    /// <param name="key">Whose places.</param>
    /// <param name="places">How many the key has.</param>
    /// <param name="token">Names this taking.</param>
    /// <param name="ttl">After which the place returns by itself.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The place, or null when none is free.</returns>
    public async Task<short?> TryTakeAsync(KeyFingerprint key, int places, Guid token, TimeSpan ttl, CancellationToken cancellationToken)
    {
        if (await TryTakeExistingAsync(key, places, token, ttl, cancellationToken) is { } place)
            return place;
        return await AddAsync(key, places, cancellationToken) > 0 ? await TryTakeExistingAsync(key, places, token, ttl, cancellationToken) : null;
    }

    /// <summary>Gives a place back; without effect when it has returned by itself and is another's.</summary>
    public async Task GiveBackAsync(KeyFingerprint key, short place, Guid token, CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_key_places
            set taken_by = null, taken_until = '-infinity'
            where key_hash = $1 and place = $2 and taken_by = $3
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = place });
        command.Parameters.Add(new() { Value = token });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<short?> TryTakeExistingAsync(KeyFingerprint key, int places, Guid token, TimeSpan ttl, CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_key_places
            set taken_by = $3, taken_until = now() + $4
            where key_hash = $1 and place = any (array(
                select place
                from provider_key_places
                where key_hash = $1 and place <= $2 and taken_until <= now()
                order by place
                limit 1
                for update skip locked))
            returning place
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = places });
        command.Parameters.Add(new() { Value = token });
        command.Parameters.Add(new() { Value = ttl });
        return await command.ExecuteScalarAsync(cancellationToken) is short place ? place : null;
    }

    private async Task<int> AddAsync(KeyFingerprint key, int places, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into provider_key_places (key_hash, place)
            select $1, n from generate_series(1, $2) n
            where not exists (select from provider_key_places where key_hash = $1 and place = $2)
            on conflict (key_hash, place) do nothing
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = places });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
