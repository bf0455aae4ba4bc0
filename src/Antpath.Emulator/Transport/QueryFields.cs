using Microsoft.Extensions.Primitives;

namespace Antpath.Emulator.Transport;

/// <summary>Reads query parameters strictly: arrays come bracketed (<c>types[]=a&amp;types[]=b</c>, §1.4), unknown parameters are refused.</summary>
internal sealed class QueryFields(IQueryCollection query)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal) { "beta" }; // §1.1: accept and ignore

    public string? Text(string name)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out StringValues values))
            return null;
        return values.Count == 1 ? values[0] : throw RefusedException.Invalid($"{name}: must be given once");
    }

    public IReadOnlyList<string> Texts(string name, int itemsMax)
    {
        string bracketed = name + "[]";
        _known.Add(bracketed);
        if (query.ContainsKey(name))
            throw RefusedException.Invalid($"{name}: arrays are written as {bracketed}=…");
        string[] values = [.. query[bracketed].Where(value => !string.IsNullOrEmpty(value)).Select(value => value!)];
        return values.Length <= itemsMax ? values : throw RefusedException.Invalid($"{name}: must have at most {itemsMax} items");
    }

    public bool Given(string name) => query.ContainsKey(name);

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw RefusedException.Invalid($"{name}: must be true or false"),
    };

    public int? Number(string name, int min, int max)
    {
        if (Text(name) is not { } text)
            return null;
        return int.TryParse(text, out int number) && number >= min && number <= max
            ? number
            : throw RefusedException.Invalid($"{name}: must be between {min} and {max}");
    }

    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text)
            return null;
        return allowed.Contains(text) ? text : throw RefusedException.Invalid($"{name}: must be one of {string.Join(", ", allowed.ToArray())}");
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return Timestamps.TryRead(text, out DateTimeOffset instant) ? instant : throw RefusedException.Invalid($"{name}: must be an RFC 3339 date-time");
    }

    public void RefuseUnknown()
    {
        foreach (string name in query.Keys)
        {
            if (!_known.Contains(name))
                throw RefusedException.Invalid($"{name}: unknown query parameter");
        }
    }
}
