using Antpath.Problems;

namespace Antpath.Json;

/// <summary>
/// Reads the members of one object and reports what is missing, of the wrong type or out of bounds. Members asked for
/// are the known ones: <see cref="Close"/> reports the rest.
/// </summary>
internal sealed class MemberReader
{
    private readonly JsonTree.Members _members;
    private readonly ProblemList _problems;
    private readonly List<string> _known = [];
    private readonly List<string> _refused = [];

    private MemberReader(JsonTree.Members members, JsonPointer at, ProblemList problems)
    {
        _members = members;
        At = at;
        _problems = problems;
    }

    public JsonPointer At { get; }

    /// <returns>Null, with a problem, when the value is no object.</returns>
    public static MemberReader? Open(JsonTree tree, JsonPointer at, ProblemList problems)
    {
        if (tree is JsonTree.Members members)
            return new MemberReader(members, at, problems);

        WrongType(tree, at, "an object", problems);
        return null;
    }

    public static void WrongType(JsonTree tree, JsonPointer at, string expected, ProblemList problems) =>
        problems.Add(at, ProblemCodes.WrongType, tree is JsonTree.Null
            ? $"Expected {expected}, found null. Leave the member out if it has no value."
            : $"Expected {expected}, found {tree.Kind}.");

    public bool Has(string name)
    {
        Know(name);
        return _members.Find(name) is not null;
    }

    /// <summary>The value, without making the member a known one.</summary>
    public JsonTree? Peek(string name) => _members.Find(name);

    public JsonTree? Any(string name, bool required = false)
    {
        Know(name);
        var value = _members.Find(name);
        if (value is null && required)
            _problems.Add(At, ProblemCodes.MissingMember, $"The member '{name}' is required. Add it.");

        return value;
    }

    public string? Text(string name, bool required = false, int charsMin = 0, int charsMax = int.MaxValue)
    {
        if (Any(name, required) is not { } value)
            return null;

        return ReadText(value, At.Member(name), _problems, charsMin, charsMax);
    }

    public static string? ReadText(JsonTree value, JsonPointer at, ProblemList problems, int charsMin = 0, int charsMax = int.MaxValue)
    {
        if (value is not JsonTree.Text { Value: var text })
        {
            WrongType(value, at, "a string", problems);
            return null;
        }

        if (text.Length < charsMin)
            problems.Add(at, ProblemCodes.TooShort, $"The text has {text.Length} characters; at least {charsMin} are needed.");
        else if (text.Length > charsMax)
            problems.Add(at, ProblemCodes.TooLong, $"The text has {text.Length} characters; at most {charsMax} are accepted. Shorten it.");
        else if (!IsWellFormed(text))
            problems.Add(at, ProblemCodes.InvalidUnicode, "The text holds half of a surrogate pair. Write the character whole.");
        else
            return text;

        return null;
    }

    public long? Integer(string name, long min, long max) =>
        Any(name) is { } value ? ReadInteger(value, At.Member(name), _problems, min, max) : null;

    public static long? ReadInteger(JsonTree value, JsonPointer at, ProblemList problems, long min, long max)
    {
        if (value is not JsonTree.Number { AsInteger: { } integer })
        {
            if (value is JsonTree.Number)
                problems.Add(at, ProblemCodes.WrongType, $"Expected an integer between -{JsonTree.Number.SafeIntegerMax} and {JsonTree.Number.SafeIntegerMax}.");
            else
                WrongType(value, at, "an integer", problems);

            return null;
        }

        if (integer >= min && integer <= max)
            return integer;

        problems.Add(at, ProblemCodes.OutOfRange, $"The number must be between {min} and {max}.");
        return null;
    }

    public double? Number(string name, double min = double.MinValue, double max = double.MaxValue) =>
        Any(name) is { } value ? ReadNumber(value, At.Member(name), _problems, min, max) : null;

    public static double? ReadNumber(JsonTree value, JsonPointer at, ProblemList problems, double min, double max)
    {
        if (value is not JsonTree.Number { Value: var number })
        {
            WrongType(value, at, "a number", problems);
            return null;
        }

        if (!double.IsFinite(number))
            problems.Add(at, ProblemCodes.NumberOutOfRange, "The number must be finite.");
        else if (number < min || number > max)
            problems.Add(at, ProblemCodes.OutOfRange, $"The number must be between {EcmaScriptNumber.Format(min)} and {EcmaScriptNumber.Format(max)}.");
        else
            return number;

        return null;
    }

    public bool? Flag(string name)
    {
        var value = Any(name);
        if (value is null or JsonTree.Flag)
            return (value as JsonTree.Flag)?.Value;

        WrongType(value, At.Member(name), "a boolean", _problems);
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> words, bool required = false)
        where T : struct
    {
        if (Text(name, required) is not { } word)
            return null;

        if (words.TryGetValue(word, out var choice))
            return choice;

        _problems.Add(At.Member(name), ProblemCodes.InvalidValue, $"Expected one of: {string.Join(", ", words.Keys)}.{NearestName.Suggest(word, words.Keys)}");
        return null;
    }

    public MemberReader? Object(string name, bool required = false) =>
        Any(name, required) is { } value ? Open(value, At.Member(name), _problems) : null;

    /// <returns>The entries in order, empty when the member is absent; at most <paramref name="itemsMax"/> of them.</returns>
    public IReadOnlyList<(JsonTree Value, JsonPointer At)> List(string name, int itemsMax)
    {
        var place = At.Member(name);
        switch (Any(name))
        {
            case null:
                return [];
            case JsonTree.List list:
                if (list.Items.Count > itemsMax)
                    _problems.Add(place, ProblemCodes.TooManyItems, $"The list has {list.Items.Count} entries; at most {itemsMax} are accepted.");

                return [.. list.Items.Take(itemsMax).Select((item, i) => (item, place.Item(i)))];
            case var other:
                WrongType(other, place, "an array", _problems);
                return [];
        }
    }

    /// <returns>Members of an object whose names are the author's, in order; at most <paramref name="entriesMax"/> of them.</returns>
    public IReadOnlyList<(string Name, JsonTree Value, JsonPointer At)> Map(string name, int entriesMax)
    {
        if (Object(name) is not { } map)
            return [];

        var all = map._members.All;
        if (all.Count > entriesMax)
            _problems.Add(map.At, ProblemCodes.TooManyItems, $"The object has {all.Count} members; at most {entriesMax} are accepted.");

        return [.. all.Take(entriesMax).Select(m => (m.Key, m.Value, map.At.Member(m.Key)))];
    }

    /// <summary>Reports a member that must not be there, with the reason rather than as unknown.</summary>
    public void Refuse(string name, string code, string message)
    {
        if (_members.Find(name) is null)
            return;

        _refused.Add(name);
        _problems.Add(At.Member(name), code, message);
    }

    /// <summary>Reports the members that nobody asked for.</summary>
    public void Close()
    {
        foreach (var (name, _) in _members.All)
        {
            if (_problems.IsFull)
                return;

            // A name that announces a secret is reported as such by the scan for secrets.
            if (_known.Contains(name, StringComparer.Ordinal) || _refused.Contains(name, StringComparer.Ordinal) || SecretNames.Announces(name))
                continue;

            var shown = At.MayShowMember(name) ? $"'{name}' is" : "One member is";
            var remedy = _known.Count == 0 ? "" : $" Known: {string.Join(", ", _known)}.";
            var suggestion = NearestName.Suggest(name, _known);
            _problems.Add(At.Member(name), ProblemCodes.UnknownMember, $"{shown} not known here.{(suggestion.Length > 0 ? suggestion : remedy)}");
        }
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }

        return true;
    }

    private void Know(string name)
    {
        if (!_known.Contains(name, StringComparer.Ordinal))
            _known.Add(name);
    }
}
