using Npgsql;

namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>
/// The budget of every key in PostgreSQL, where all workers meet. A row holds the time of the next call; whoever takes turns moves it on. No connection is
/// held while somebody waits.
/// </summary>
internal sealed class SharedTurns(NpgsqlDataSource database)
{
    /// <summary>Takes turns as far as they are due soon.</summary>
    /// <param name="key">Whose budget.</param>
    /// <param name="family">Which of its limits.</param>
    /// <param name="pace">How fast.</param>
    /// <param name="wanted">Turns at most.</param>
    /// <param name="horizon">How far ahead a turn may be due: beyond it the row stays for others.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<GrantedTurns> TakeAsync(
        KeyFingerprint key, CallFamily family, Pace pace, int wanted, TimeSpan horizon, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryTakeAsync(key, family, pace, wanted, horizon, cancellationToken) is { } granted)
                return granted;
            await AddAsync(key, family, pace, cancellationToken);
        }
    }

    /// <summary>Gives nobody a turn for a while, because the provider asked for it.</summary>
    public async Task HoldAsync(KeyFingerprint key, CallFamily family, TimeSpan duration, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into provider_key_budgets as b (key_hash, family, next_at)
            values ($1, $2, clock_timestamp() + $3)
            on conflict (key_hash, family) do update set next_at = greatest(b.next_at, excluded.next_at)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = Word(family) });
        command.Parameters.Add(new() { Value = duration });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<GrantedTurns?> TryTakeAsync(
        KeyFingerprint key, CallFamily family, Pace pace, int wanted, TimeSpan horizon, CancellationToken cancellationToken)
    {
        // commits without waiting for the disk: what a crash of the database forgets is a moment's turns, and the provider's own limit stands behind ours
        const string Sql = """
            with held as materialized (
                select next_at, clock_timestamp() as at
                from provider_key_budgets
                where key_hash = $1 and family = $2
                for update),
            due as materialized (
                select at, greatest(next_at, at - $4) as first_at from held),
            granted as materialized (
                select first_at, at, set_config('synchronous_commit', 'off', true) as quick,
                    greatest(0, least($5, 1 + floor(extract(epoch from at + $6 - first_at) / extract(epoch from $3))))::int as turns
                from due)
            update provider_key_budgets b
            set next_at = g.first_at + g.turns * $3
            from granted g
            where b.key_hash = $1 and b.family = $2 and g.quick is not null
            returning g.at, g.first_at, g.turns
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = Word(family) });
        command.Parameters.Add(new() { Value = pace.Interval });
        command.Parameters.Add(new() { Value = pace.Burst });
        command.Parameters.Add(new() { Value = wanted });
        command.Parameters.Add(new() { Value = horizon });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new GrantedTurns(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2))
            : null;
    }

    /// <summary>A key that was never seen, or not for long, begins with all that silence saves up.</summary>
    private async Task AddAsync(KeyFingerprint key, CallFamily family, Pace pace, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into provider_key_budgets (key_hash, family, next_at)
            values ($1, $2, clock_timestamp() - $3)
            on conflict (key_hash, family) do nothing
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = Word(family) });
        command.Parameters.Add(new() { Value = pace.Burst });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Word(CallFamily family) => family switch
    {
        CallFamily.Create => "create",
        CallFamily.Read => "read",
        CallFamily.Environment => "environment",
        CallFamily.File => "file",
        _ => throw new System.Diagnostics.UnreachableException($"call family {family}"),
    };
}
