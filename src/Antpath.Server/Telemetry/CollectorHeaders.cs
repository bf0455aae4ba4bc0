namespace Antpath.Server.Telemetry;

/// <summary>Headers for the collector, where its password usually is.</summary>
internal static class CollectorHeaders
{
    private const string Name = "ANTPATH_TELEMETRY_OTLP_HEADERS";

    /// <returns>What is wrong with the text, without a word of it; null when nothing is.</returns>
    public static string? ProblemWith(string text) =>
        text.Split(',').All(IsHeader) ? null : $"{Name} must be name=value with commas between, in visible ASCII characters; write a comma in a value as %2C.";

    private static bool IsHeader(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            && pair[..at].Trim().All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && pair[(at + 1)..].Trim() is { Length: > 0 } value
            && value.All(c => c is >= ' ' and <= '~');
    }
}
