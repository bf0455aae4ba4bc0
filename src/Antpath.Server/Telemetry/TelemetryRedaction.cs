using System.Buffers;
using System.Diagnostics;
using Antpath.Engine.Telemetry;
using Antpath.Problems;

namespace Antpath.Server.Telemetry;

/// <summary>
/// What a span or a tag may say when it leaves. The second line of defence: the rooms give words of their own only, and this holds them to it. Keys are
/// held to a list, values to the form of words; what happened is told by the type of an exception, never by its message.
/// </summary>
internal static class TelemetryRedaction
{
    private const int CharsMax = 200;
    private const string ExceptionEvent = "exception";
    private const string ExceptionType = "exception.type";
    private const string ExceptionMessage = "exception.message";
    private const string ExceptionTrace = "exception.stacktrace";

    private static readonly HashSet<string> Keys = new(SpanAttributes.All, StringComparer.Ordinal);

    /// <summary>Addresses, queries and assignments: no word of ours has one, and URLs, e-mail addresses and padded keys do.</summary>
    private static readonly SearchValues<string> Foreign = SearchValues.Create(["://", "@", "=", "?"], StringComparison.Ordinal);

    /// <returns>The text; or what is left when credentials are taken out; or a mark when it is no word of ours at all.</returns>
    public static string Text(string text) =>
        text.Length > CharsMax || text.AsSpan().ContainsAny(Foreign) || text.Any(char.IsControl) ? SecretRedaction.Mark : SecretRedaction.RedactLine(text);

    /// <summary>Whether a tag of a metric may be exported as it is: a point cannot be changed any more.</summary>
    public static bool IsPlain(object? value) => value is int or long or bool or null || (value is string text && Text(text) == text);

    /// <summary>Takes from a span that has ended what may not leave.</summary>
    /// <returns>Whether the rest may leave; false when something stands in it that cannot be taken out again.</returns>
    public static bool Clean(Activity span)
    {
        if (span.Links.Any() || !span.Events.All(IsPlain))
            return false;
        span.DisplayName = Text(span.DisplayName);
        span.SetStatus(span.Status, null);
        span.TraceStateString = ""; // with null its parent's would be read
        var tags = span.TagObjects.ToArray();
        foreach (var (key, _) in tags)
            span.SetTag(key, null); // takes the first of that key away, so that after all of them none is left
        foreach (var (key, value) in tags.Where(tag => Keys.Contains(tag.Key)))
            span.SetTag(key, value switch { string text => Text(text), int or long or bool => value, _ => null });
        return true;
    }

    /// <summary>Records an exception by its type alone, for <see cref="ActivityListener.ExceptionRecorder"/>.</summary>
    public static void Record(Activity span, Exception exception, ref TagList tags) => tags = new TagList
    {
        { ExceptionType, exception.GetType().FullName },
        { ExceptionMessage, SecretRedaction.Mark },
        { ExceptionTrace, SecretRedaction.Mark },
    };

    private static bool IsPlain(ActivityEvent happened) => happened.Name == ExceptionEvent && happened.Tags.All(tag => (tag.Key, tag.Value) switch
    {
        (ExceptionType, string type) => Text(type) == type,
        (ExceptionMessage or ExceptionTrace, SecretRedaction.Mark) => true,
        _ => false,
    });
}
