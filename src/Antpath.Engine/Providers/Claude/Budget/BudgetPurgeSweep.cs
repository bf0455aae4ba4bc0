using Antpath.Engine.Runs.Reconciliation;
using Npgsql;

namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>Forgets keys that nobody uses any more. A row that silence has filled up says nothing that a new one would not.</summary>
internal sealed class BudgetPurgeSweep(NpgsqlDataSource database) : ISweep
{
    // longer than any hold and any place
    private static readonly TimeSpan IdleFor = TimeSpan.FromHours(2);

    public string Name => "purge_provider_budgets";

    public int BatchMax => 1000;

    public async Task<int> SweepAsync(CancellationToken cancellationToken) =>
        Math.Min(BatchMax, await PurgeBudgetsAsync(cancellationToken) + await PurgePlacesAsync(cancellationToken));

    private async Task<int> PurgeBudgetsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from provider_key_budgets
            where (key_hash, family) in (
                select key_hash, family from provider_key_budgets where next_at < now() - $1 limit $2 for update skip locked)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = IdleFor });
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Places go with their key's budget; one that is still lent stays.</summary>
    private async Task<int> PurgePlacesAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from provider_key_places
            where (key_hash, place) in (
                select p.key_hash, p.place
                from provider_key_places p
                where p.taken_until < now()
                    and not exists (select from provider_key_budgets b where b.key_hash = p.key_hash and b.family = 'environment')
                limit $1
                for update skip locked)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
