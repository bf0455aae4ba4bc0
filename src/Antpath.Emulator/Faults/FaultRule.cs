using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Faults;

/// <summary>What goes wrong, for which calls and how often. Absent conditions match everything.</summary>
internal sealed record FaultRule
{
    private const int DelayMillisecondsMax = 3_600_000;

    public required FaultKind Kind { get; init; }

    public required string? Method { get; init; }

    /// <summary>A template of §5, e.g. <c>/v1/sessions/{session}</c>; a trailing <c>*</c> matches the rest.</summary>
    public required string? Path { get; init; }

    /// <summary>A key's fingerprint as the admin API shows it.</summary>
    public required string? Key { get; init; }

    /// <summary>How many calls are hit at most; null for no bound.</summary>
    public required int? Count { get; init; }

    /// <summary>Matching calls that are spared first.</summary>
    public required int Skip { get; init; }

    /// <summary>Share of matching calls that are hit, from 0 to 1.</summary>
    public required double Probability { get; init; }

    public required int Seed { get; init; }

    /// <summary>For the two status kinds.</summary>
    public required int Status { get; init; }

    public required int? RetryAfterSeconds { get; init; }

    /// <summary><c>details.error_code</c> of the two status kinds, e.g. <c>enforced_spend_limit_reached</c>.</summary>
    public required string? ErrorCode { get; init; }

    /// <summary>The <c>x-should-retry</c> header of the two status kinds; null for none.</summary>
    public required bool? ShouldRetry { get; init; }

    /// <summary>The two status kinds answer as the edge does: without a JSON body and without a request id (§2.2).</summary>
    public required bool Edge { get; init; }

    /// <summary>The two status kinds repeat the key and what was sent in their message, as a careless service or a proxy would.</summary>
    public required bool Echo { get; init; }

    public required DelayDistribution Delay { get; init; }

    public static FaultRule Read(JsonFields fields)
    {
        string kind = fields.RequiredOneOf("kind", [.. Enum.GetNames<FaultKind>().Select(WireName)]);
        var rule = new FaultRule
        {
            Kind = Enum.GetValues<FaultKind>().First(value => WireName(value.ToString()) == kind),
            Method = fields.OneOf("method", "GET", "POST", "DELETE"),
            Path = fields.Text("path", 1, 200),
            Key = fields.Text("key", 1, 64),
            Count = (int?)fields.Number("count", 1, int.MaxValue),
            Skip = (int)(fields.Number("skip", 0, int.MaxValue) ?? 0),
            Probability = ReadShare(fields),
            Seed = (int)(fields.Number("seed", 0, int.MaxValue) ?? 1),
            Status = (int)(fields.Number("status", 400, 599) ?? 500),
            RetryAfterSeconds = (int?)fields.Number("retry_after", 0, 86_400),
            ErrorCode = fields.Text("error_code", 1, 100),
            ShouldRetry = fields.Flag("should_retry"),
            Edge = fields.Flag("edge") ?? false,
            Echo = fields.Flag("echo") ?? false,
            Delay = DelayDistribution.Read(fields, DelayMillisecondsMax),
        };
        fields.RefuseUnknown();
        return rule;
    }

    public bool Matches(ApiRoute route, string key) =>
        (Method is null || Method == route.Method)
        && (Key is null || Key == key)
        && (Path is null || Path == route.Template || (Path.EndsWith('*') && route.Template.StartsWith(Path[..^1], StringComparison.Ordinal)));

    public JsonObject Render() => new()
    {
        ["kind"] = WireName(Kind.ToString()),
        ["method"] = Method,
        ["path"] = Path,
        ["key"] = Key,
        ["count"] = Count,
        ["skip"] = Skip,
        ["probability"] = Probability,
        ["seed"] = Seed,
        ["status"] = Status,
        ["retry_after"] = RetryAfterSeconds,
        ["error_code"] = ErrorCode,
        ["should_retry"] = ShouldRetry,
        ["edge"] = Edge,
        ["echo"] = Echo,
        ["delay"] = Delay.Render(),
    };

    public static string WireName(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    private static double ReadShare(JsonFields fields)
    {
        if (fields.Value("probability") is not { } value)
            return 1;
        return value.ValueKind == System.Text.Json.JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1
            ? value.GetDouble()
            : throw fields.Wrong("probability", "must be between 0 and 1");
    }
}
