using System.Globalization;
using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Reads the provider's JSON as it comes: what is missing or of another kind is null, because new values and members must not break a run
/// (provider contract §1.5). Only what a step cannot go on without is required.
/// </summary>
internal static class AnswerJson
{
    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name)?.AsText();

    public static string? AsText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // half of a surrogate pair: no text
            return null;
        }
    }

    public static bool? Flag(this JsonElement element, string name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A whole number of at least zero, also when written as text or with decimals.</summary>
    public static long Count(this JsonElement element, string name) => (long)Math.Min(element.Amount(name), long.MaxValue / 2);

    /// <summary>A number of at least zero, also when written as text; 0 when there is none.</summary>
    public static double Amount(this JsonElement element, string name)
    {
        double number = 0;
        var found = element.Member(name) switch
        {
            { ValueKind: JsonValueKind.Number } value => value.TryGetDouble(out number),
            { ValueKind: JsonValueKind.String } value => double.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return found && double.IsFinite(number) && number > 0 ? number : 0;
    }

    public static DateTimeOffset? Instant(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(element.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <exception cref="UnreadableAnswerException">There is no usable id.</exception>
    public static string RequiredId(this JsonElement element, string name = "id") => PlainWords.Id(element.Text(name)) ?? throw new UnreadableAnswerException(name);

    /// <exception cref="UnreadableAnswerException">There is no such instant.</exception>
    public static DateTimeOffset RequiredInstant(this JsonElement element, string name) => element.Instant(name) ?? throw new UnreadableAnswerException(name);

    /// <exception cref="UnreadableAnswerException">There is no such array.</exception>
    public static JsonElement.ArrayEnumerator RequiredItems(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : throw new UnreadableAnswerException(name);
}
