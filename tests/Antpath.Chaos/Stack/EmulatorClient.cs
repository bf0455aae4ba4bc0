using System.Text.Json;

namespace Antpath.Chaos.Stack;

/// <summary>The emulator's admin side: faults, and what really happened.</summary>
internal sealed class EmulatorClient(Uri baseUrl) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = baseUrl, Timeout = TimeSpan.FromMinutes(2) };

    public Uri BaseUrl => baseUrl;

    /// <summary>Makes a share of all calls on every endpoint go wrong, each kind equally often.</summary>
    /// <param name="share">From 0 to 1, of all calls.</param>
    /// <param name="seed">Draws which.</param>
    public async Task BreakAsync(double share, int seed, CancellationToken cancellationToken)
    {
        object[] kinds =
        [
            new { kind = "drop_before" },
            new { kind = "drop_after" },
            new { kind = "reset" },
            new { kind = "truncated_body" },
            new { kind = "status_before", status = 500 },
            new { kind = "status_before", status = 503 },
            new { kind = "status_before", status = 529 },
            new { kind = "status_before", status = 429, retry_after = 1 },
            new { kind = "status_after", status = 500 },
            new { kind = "status_after", status = 529 },
            new { kind = "slow_body", delay = new { distribution = "fixed", milliseconds = 2 } },
            new { kind = "latency", delay = new { distribution = "uniform", milliseconds = 50, max_milliseconds = 700 } },
            new { kind = "late_answer", delay = new { distribution = "uniform", milliseconds = 50, max_milliseconds = 3000 } },
            new { kind = "duplicate_events" },
            new { kind = "reorder_events" },
        ];
        // the first rule that hits decides: the n-th sees only what the others let through
        var left = 1.0;
        foreach (var (index, kind) in kinds.Index())
        {
            var rule = JsonSerializer.SerializeToNode(kind)!.AsObject();
            rule["probability"] = share / kinds.Length / left;
            rule["seed"] = (seed & 0xFFFFFF) + index;
            left -= share / kinds.Length;
            using var answer = await _http.PostAsJsonAsync(new Uri("/_emulator/faults", UriKind.Relative), rule, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>How often each kind of fault struck so far.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FaultsAsync(CancellationToken cancellationToken)
    {
        using var faults = await ReadAsync("/_emulator/faults", cancellationToken);
        return faults.RootElement.GetProperty("data").EnumerateArray()
            .GroupBy(rule => rule.GetProperty("kind").GetString()!, rule => rule.GetProperty("hits").GetInt64(), StringComparer.Ordinal)
            .ToDictionary(kind => kind.Key, kind => kind.Sum(), StringComparer.Ordinal);
    }

    /// <summary>From now on the provider is well.</summary>
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync(new Uri("/_emulator/faults", UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonDocument> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var answer = await _http.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await JsonDocument.ParseAsync(answer, cancellationToken: cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
