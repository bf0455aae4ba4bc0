using Antpath.Engine.Providers.Claude.Budget;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Providers.Claude.Budget;

/// <summary>Time passes for a key's budget by moving its rows.</summary>
internal static class BudgetRows
{
    public static async Task MoveBudgetsAsync(this TestDatabase database, KeyFingerprint key, TimeSpan duration)
    {
        await using var command = database.DataSource.CreateCommand("update provider_key_budgets set next_at = next_at - $2 where key_hash = $1");
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = duration });
        await command.ExecuteNonQueryAsync();
    }

    public static async Task MovePlacesAsync(this TestDatabase database, KeyFingerprint key, TimeSpan duration)
    {
        await using var command = database.DataSource.CreateCommand(
            "update provider_key_places set taken_until = taken_until - $2 where key_hash = $1 and taken_until > '-infinity'");
        command.Parameters.Add(new() { Value = key.Bytes });
        command.Parameters.Add(new() { Value = duration });
        await command.ExecuteNonQueryAsync();
    }
}
