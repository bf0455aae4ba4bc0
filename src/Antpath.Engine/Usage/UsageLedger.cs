using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Usage;

/// <summary>Sums over the ledger that is written with every cause of usage.</summary>
internal static class UsageLedger
{
    public static async Task<UsageTotals> SumAsync(
        NpgsqlDataSource database, WorkspaceId workspace, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        const string Sql = """
            select kind, sum(quantity)::bigint
            from usage_ledger
            where workspace_id = @workspace and recorded_at >= @from and recorded_at < @until
            group by kind
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("from", from.ToUniversalTime());
        command.Parameters.AddWithValue("until", until.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            sums.Add(reader.GetString(0), reader.GetInt64(1));
        return Totals(sums);
    }

    /// <param name="sums">Sums by <see cref="UsageKind"/>; kinds that are missing count nothing.</param>
    public static UsageTotals Totals(IReadOnlyDictionary<string, long> sums) => new()
    {
        InputTokens = sums.GetValueOrDefault(UsageKind.InputTokens),
        OutputTokens = sums.GetValueOrDefault(UsageKind.OutputTokens),
        CacheReadInputTokens = sums.GetValueOrDefault(UsageKind.CacheReadInputTokens),
        CacheCreationInputTokens = sums.GetValueOrDefault(UsageKind.CacheCreationInputTokens),
        ActiveMilliseconds = sums.GetValueOrDefault(UsageKind.ActiveMilliseconds),
        ListCostCents = sums.GetValueOrDefault(UsageKind.ListCostCents),
        StoredBytes = sums.GetValueOrDefault(UsageKind.StorageBytes),
    };
}
