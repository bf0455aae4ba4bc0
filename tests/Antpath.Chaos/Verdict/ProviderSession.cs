using System.Text.Json;

namespace Antpath.Chaos.Verdict;

/// <summary>What really happened in one session, as the emulator tells it; deleted sessions too.</summary>
internal sealed record ProviderSession
{
    public required string Id { get; init; }

    /// <summary>Messages a user sent, whether processed or still waiting.</summary>
    public required int UserMessages { get; init; }

    /// <summary>Ids of its events in their order, without the one that tells of its deletion.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Name and content hash of each file it left behind.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Token counts by the ledger's kinds.</summary>
    public required IReadOnlyDictionary<string, long> Tokens { get; init; }

    public static IReadOnlyDictionary<string, ProviderSession> ReadAll(JsonDocument report) =>
        report.RootElement.GetProperty("data").EnumerateArray().Select(Read).ToDictionary(session => session.Id, StringComparer.Ordinal);

    private static ProviderSession Read(JsonElement session)
    {
        var events = session.GetProperty("events").EnumerateArray()
            .Select(logged => (Id: logged.GetProperty("id").GetString()!, Type: logged.GetProperty("type").GetString()!)).ToList();
        var usage = session.GetProperty("usage");
        var cache = usage.GetProperty("cache_creation");
        return new ProviderSession
        {
            Id = session.GetProperty("id").GetString()!,
            UserMessages = events.Count(logged => logged.Type == "user.message"),
            Events = [.. events.Where(logged => logged.Type != "session.deleted").Select(logged => logged.Id)],
            Files = [.. session.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("filename").GetString()} {file.GetProperty("sha256").GetString()}")],
            Tokens = new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["input_tokens"] = usage.GetProperty("input_tokens").GetInt64(),
                ["output_tokens"] = usage.GetProperty("output_tokens").GetInt64(),
                ["cache_read_input_tokens"] = usage.GetProperty("cache_read_input_tokens").GetInt64(),
                ["cache_creation_input_tokens"] = cache.GetProperty("ephemeral_5m_input_tokens").GetInt64() + cache.GetProperty("ephemeral_1h_input_tokens").GetInt64(),
            },
        };
    }
}
