using System.Text.Json.Nodes;
using Antpath.Emulator.Models;

namespace Antpath.Emulator.Sessions;

/// <summary>Cumulative usage and cost of a session (§12.2, §13.6).</summary>
internal sealed class SessionUsage(TimeProvider time, CatalogModel model)
{
    private const decimal CacheReadShare = 0.1m;
    private const decimal CacheWriteShare = 1.25m;
    private const decimal CentsPerHour = 8m;
    private const decimal CentsPerSearch = 1m;

    private readonly long _createdAt = time.GetTimestamp();
    private TimeSpan _active;
    private long? _runningSince;
    private long _input;
    private long _output;
    private long _cacheRead;
    private long _cacheWritten;
    private int _searches;
    private int _fetches;

    /// <summary>List price so far in cents, unrounded.</summary>
    public decimal Cents =>
        ((_input + (_cacheRead * CacheReadShare) + (_cacheWritten * CacheWriteShare)) * (model.InputCents ?? 0) / 1_000_000m)
        + (_output * (model.OutputCents ?? 0) / 1_000_000m)
        + ((decimal)Active.TotalHours * CentsPerHour)
        + (_searches * CentsPerSearch);

    public TimeSpan Active => _active + (_runningSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);

    public void Start() => _runningSince ??= time.GetTimestamp();

    public void Stop()
    {
        if (_runningSince is { } since)
            _active += time.GetElapsedTime(since);
        _runningSince = null;
    }

    public void Add(ModelUsage usage)
    {
        _input += usage.InputTokens;
        _output += usage.OutputTokens;
        _cacheRead += usage.CacheReadTokens;
        _cacheWritten += usage.CacheCreationTokens;
    }

    public void AddSearch() => _searches++;

    public void AddFetch() => _fetches++;

    public JsonObject Render() => new()
    {
        ["input_tokens"] = _input,
        ["output_tokens"] = _output,
        ["cache_read_input_tokens"] = _cacheRead,
        ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = _cacheWritten, ["ephemeral_1h_input_tokens"] = 0 },
        ["list_cost"] = model.Budgetable ? Money(Cents) : null,
        ["active_seconds"] = Seconds(Active),
        ["server_tool_use"] = new JsonObject { ["web_search_requests"] = _searches, ["web_fetch_requests"] = _fetches },
    };

    public JsonObject RenderStats() => new()
    {
        ["active_seconds"] = Seconds(Active),
        ["duration_seconds"] = Seconds(time.GetElapsedTime(_createdAt)),
    };

    /// <summary>Whole cents as a string (§13.6).</summary>
    public static JsonObject Money(decimal cents) => new()
    {
        ["amount"] = Math.Round(cents, MidpointRounding.AwayFromZero).ToString("0"),
        ["currency"] = "USD",
    };

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 3);
}
