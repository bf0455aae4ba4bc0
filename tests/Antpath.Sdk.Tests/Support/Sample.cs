using System.Security.Cryptography;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Tokens;

namespace Antpath.Sdk.Tests.Support;

/// <summary>Legal wire objects; a test names only what it is about.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly RunId Run = new(new Guid("0195500c-0000-7000-8000-000000000001"));

    public static string RunRoute => $"GET /v1/runs/{Run}";

    public static string EventsRoute => $"GET /v1/runs/{Run}/events";

    public static string OutputsRoute => $"GET /v1/runs/{Run}/outputs";

    /// <summary>Of a token's shape; made here so that no such text stands in the repository.</summary>
    public static string Token { get; } = "ant_" + new string('7', 64);

    /// <param name="number">Its name has so many letters.</param>
    /// <param name="status">A value of <see cref="TokenStatus"/>.</param>
    public static TokenView TokenView(int number, string status = TokenStatus.Active) => new()
    {
        Id = new ApiTokenId(new Guid($"0195500c-0000-7000-8000-{number:x12}")),
        Name = new string('t', number),
        Scopes = ["submit", "read"],
        Status = status,
        CreatedBy = new AppUserId(Run.Value),
        CreatedAt = Day,
        LastUsedAt = Day,
    };

    public static RunView View(string status = RunStatus.ProviderRunning, string code = "in_progress", DateTimeOffset? cleanedUpAt = null) => new()
    {
        Id = Run,
        Status = status,
        StatusReason = new Reason { Code = code, Message = $"The script says {status}." },
        Phase = new Stage { State = cleanedUpAt is null && RunStatus.IsTerminal(status) ? RunStatus.CleaningUp : status, Code = code, Message = "As scripted." },
        Cleanup = new Stage { State = cleanedUpAt is null ? CleanupStatus.Pending : CleanupStatus.Succeeded, Code = "scripted", Message = "As scripted." },
        SecretHeld = cleanedUpAt is null,
        Template = new TemplateReference { Name = "scripted", Hash = "sha256:" + new string('a', 64), Model = "claude-opus-5-5" },
        Tags = ["nightly"],
        Priority = 0,
        AttemptCount = 1,
        Limits = new RunLimits { MaxDurationSeconds = 3600, BudgetCents = 500, AttemptsMax = 3, ClaudeSession = "delete" },
        Usage = new UsageTotals { InputTokens = 12_345, OutputTokens = 678, ActiveMilliseconds = 65_000, ListCostCents = 42, StoredBytes = 2048 },
        OutputCount = 1,
        CaptureFailureCount = 0,
        LastEventSequence = 7,
        CreatedBy = new AppUserId(new Guid("0195500c-0000-7000-8000-0000000000aa")),
        CreatedAt = Day,
        StartedAt = Day.AddSeconds(2),
        FinishedAt = RunStatus.IsTerminal(status) ? Day.AddSeconds(70) : null,
        CleanedUpAt = cleanedUpAt,
    };

    public static RunView CleanView(string status = RunStatus.Succeeded, string code = "end_turn") => View(status, code, Day.AddSeconds(75));

    public static EventView Event(long sequence, string type = "session.status_running", string source = "provider") => new()
    {
        Id = new EventId(new Guid($"0195500c-0000-7000-8000-{sequence:x12}")),
        Sequence = sequence,
        Cursor = $"c{sequence}",
        Source = source,
        Type = type,
        Attempt = 1,
        OccurredAt = Day.AddSeconds(sequence),
    };

    public static EventPage Events(bool closed, params long[] sequences) => Page(closed, more: false, [.. sequences.Select(sequence => Event(sequence))]);

    public static EventPage Page(bool closed, bool more, params EventView[] events) =>
        new() { Data = events, NextCursor = events.Length > 0 ? events[^1].Cursor : null, HasMore = more, Closed = closed };

    public static Reply Reply(EventPage page) => Replies.Json(page, WireJson.Default.EventPage);

    public static Reply Reply(RunView run) => Replies.Json(run, WireJson.Default.RunView);

    public static OutputView Output(byte[] content, string name = "report.md", int number = 1) => new()
    {
        Id = new OutputId(new Guid($"0195500c-0000-7000-9000-{number:x12}")),
        FileName = name,
        SizeBytes = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        ContentType = "text/markdown",
        CapturedAt = Day.AddSeconds(60),
    };

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
