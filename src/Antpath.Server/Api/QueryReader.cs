using System.Globalization;
using Antpath.Problems;
using Antpath.Server.Problems;

namespace Antpath.Server.Api;

/// <summary>
/// Reads query parameters and collects what is wrong with them. Parameters that nobody asked for are refused too: a misspelt filter must not list
/// everything.
/// </summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int TextCharsMax = 1024;

    private readonly List<Problem> _problems = [];
    private readonly List<string> _known = [];

    public int Integer(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text)
            return otherwise;

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;

        Refuse(name, $"'{name}' must be a whole number from {min} to {max}.");
        return otherwise;
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;

        // A plus sign that was not escaped arrives as a space
        if (DateTimeOffset.TryParseExact(text.Replace(' ', '+'), InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return instant.ToUniversalTime();

        Refuse(name, $"'{name}' must be an RFC 3339 time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    public string? Text(string name)
    {
        var all = Texts(name, 1);
        return all.Count == 0 ? null : all[0];
    }

    /// <summary>A parameter that may be given several times, at most <paramref name="countMax"/>.</summary>
    public IReadOnlyList<string> Texts(string name, int countMax)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out var values))
            return [];

        if (values.Count > countMax)
            Refuse(name, countMax == 1 ? $"'{name}' may be given once." : $"'{name}' may be given {countMax} times at most.");
        else if (values.Any(v => string.IsNullOrEmpty(v) || v.Length > TextCharsMax || v.Contains('\0')))
            Refuse(name, $"'{name}' must have 1 to {TextCharsMax} characters. Leave it out if it has no value.");
        else
            return [.. values.Select(v => v!)];

        return [];
    }

    public void Refuse(string name, string message) => _problems.Add(new Problem($"?{name}", ApiProblemCodes.ParameterInvalid, message));

    /// <summary>Call after all parameters were read.</summary>
    /// <returns>The answer to give; null when everything is in order.</returns>
    public ApiProblem? Close()
    {
        foreach (var name in query.Keys.Where(k => !_known.Contains(k, StringComparer.OrdinalIgnoreCase)).Take(TooMany))
            Refuse(Shown(name), $"This operation has no such parameter. It has: {(_known.Count == 0 ? "none" : string.Join(", ", _known))}.");

        return _problems.Count == 0
            ? null
            : new ApiProblem(ProblemKinds.ParameterInvalid, $"{_problems[0].Message} Correct it and repeat the request.") { Errors = _problems };
    }

    public static ApiProblem BadCursor(string name) =>
        new(ProblemKinds.ParameterInvalid, "The cursor was not issued by this operation. Start again without one.")
        {
            Errors = [new Problem($"?{name}", ApiProblemCodes.ParameterInvalid, "Use a cursor exactly as an earlier answer gave it, or leave it out.")],
        };

    /// <summary>An unknown name is the client's text: only a plain word is repeated.</summary>
    private static string Shown(string name) => name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : "";

    private const int TooMany = 10;

    private static readonly string[] InstantFormats =
        ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];
}
