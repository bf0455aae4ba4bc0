using System.Globalization;

namespace Antpath.Conformance.Tests.Target;

/// <summary>Which provider is asked and what that may cost. From the environment, because a test program has no command line of its own; see docs/conformance.md.</summary>
public sealed record ConformanceSettings
{
    public const string Live = "ANTPATH_LIVE";
    public const string Key = "ANTHROPIC_API_KEY";

    private const string Prefix = "ANTPATH_CONFORMANCE_";

    /// <summary>Null: an emulator of this process's own.</summary>
    public required Uri? BaseUrl { get; init; }

    public required string ApiKey { get; init; }

    /// <summary>What sessions run on.</summary>
    public required string Model { get; init; }

    /// <summary>Budget of each session in US cents (§12.1). Default 10; range 1 to 1000.</summary>
    public required int SessionCents { get; init; }

    /// <summary>After so many reserved US cents every further test that spends is skipped. Default 100; range 1 to 10000.</summary>
    public required int CentsMax { get; init; }

    /// <summary>How long one turn may take. Default 5 minutes; range 10 seconds to 1 hour.</summary>
    public required TimeSpan TurnTimeout { get; init; }

    /// <summary>Existing folder that keeps the recordings of RecordingTests, unsanitized; null for none.</summary>
    public required string? RecordFolder { get; init; }

    /// <exception cref="FormatException">A setting is missing or out of range; the message names it.</exception>
    public static ConformanceSettings Read(Func<string, string?> variable)
    {
        string? url = variable(Prefix + "BASE_URL");
        bool live = variable(Live) == "1";
        return new ConformanceSettings
        {
            BaseUrl = url is not null ? new Uri(url) : live ? new Uri("https://api.anthropic.com") : null,
            ApiKey = variable(Key) ?? (live ? throw new FormatException($"{Live}=1 needs {Key}.") : string.Concat("sk-", "ant-", "conformance")),
            Model = variable(Prefix + "MODEL") ?? "claude-haiku-4-5",
            SessionCents = Number(variable, "SESSION_CENTS", 10, 1, 1_000),
            CentsMax = Number(variable, "CENTS_MAX", 100, 1, 10_000),
            TurnTimeout = TimeSpan.FromSeconds(Number(variable, "TURN_SECONDS", 300, 10, 3_600)),
            RecordFolder = variable(Prefix + "RECORD"),
        };
    }

    private static int Number(Func<string, string?> variable, string name, int fallback, int min, int max)
    {
        if (variable(Prefix + name) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw new FormatException($"{Prefix}{name} must be between {min} and {max}.");
    }
}
