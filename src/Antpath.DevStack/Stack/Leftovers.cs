using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Antpath.DevStack.Stack;

/// <summary>What a stack's runs left behind, asked from outside the product: the emulator's own listing and the vault table.</summary>
/// <param name="ByKind">Live objects at the provider by kind.</param>
/// <param name="VaultEntries">Rows in the vault.</param>
internal sealed record Leftovers(IReadOnlyDictionary<string, int> ByKind, long VaultEntries)
{
    /// <summary>Whether nothing is left anywhere.</summary>
    public bool None => VaultEntries == 0 && ByKind.Values.All(count => count == 0);

    /// <summary>For people: <c>agents 0, environments 0, …</c>.</summary>
    public string AtProvider => string.Join(", ", ByKind.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key}s {kind.Value}")));

    /// <summary>Asks both.</summary>
    public static async Task<Leftovers> CountAsync(Uri emulator, string connectionString, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = emulator };
        await using var answer = await http.GetStreamAsync(new Uri("/_emulator/resources", UriKind.Relative), cancellationToken);
        using var report = await JsonDocument.ParseAsync(answer, cancellationToken: cancellationToken);

        // an archived agent is gone, since there is no delete for agents; anything else archived still exists
        var byKind = report.RootElement.GetProperty("summary").EnumerateObject().ToDictionary(
            kind => kind.Name,
            kind => kind.Value.GetProperty("live").GetInt32() + (kind.NameEquals("agent") ? 0 : kind.Value.GetProperty("archived").GetInt32()),
            StringComparer.Ordinal);

        await using var source = NpgsqlDataSource.Create(connectionString);
        // crosses workspaces on purpose: nothing of anybody may be left
        await using var command = source.CreateCommand("select count(*) from vault_entries");
        return new Leftovers(byKind, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}
