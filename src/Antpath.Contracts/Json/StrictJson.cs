using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Antpath.Problems;

namespace Antpath.Json;

/// <summary>
/// Reads JSON as RFC 8259 and RFC 7493 define it and nothing more: no comments, no trailing commas, no duplicate
/// members, no lone surrogates, no number that a double cannot hold. Never throws on input.
/// </summary>
internal ref struct StrictJson
{
    private readonly JsonLimits _limits;
    private readonly JsonPointer _root;
    private readonly ProblemList _problems;
    private Utf8JsonReader _reader;
    private int _values;
    private bool _gaveUp;

    private StrictJson(ReadOnlySpan<byte> utf8, JsonLimits limits, JsonPointer root, ProblemList problems)
    {
        _limits = limits;
        _root = root;
        _problems = problems;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = limits.DepthMax + 1, CommentHandling = JsonCommentHandling.Disallow });
    }

    /// <returns>The tree; null when the document cannot be read as a whole, with the reason in <paramref name="problems"/>.</returns>
    public static JsonTree? Read(ReadOnlySpan<byte> utf8, JsonLimits limits, JsonPointer root, ProblemList problems)
    {
        if (utf8.Length > limits.BytesMax)
        {
            problems.Add(root, ProblemCodes.BodyTooLarge, $"The document has {utf8.Length} bytes; at most {limits.BytesMax} are accepted. Send less content.");
            return null;
        }

        // Some editors start files with a byte order mark; readers may ignore it (RFC 8259 §8.1).
        if (utf8.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];

        if (!Utf8.IsValid(utf8))
        {
            problems.Add(root, ProblemCodes.InvalidUtf8, $"Byte {FirstInvalidByte(utf8)} is not valid UTF-8. Encode the document as UTF-8.");
            return null;
        }

        var json = new StrictJson(utf8, limits, root, problems);
        try
        {
            return json.ReadDocument();
        }
        catch (JsonException e)
        {
            problems.Add(root, ProblemCodes.InvalidJson, $"Not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} of that line. Comments and trailing commas are not JSON.");
            return null;
        }
    }

    private JsonTree? ReadDocument()
    {
        _reader.Read();
        var tree = ReadValue(_root, 0);
        if (_gaveUp)
            return null;

        // Anything after the value makes the reader throw.
        _reader.Read();
        return tree;
    }

    private JsonTree ReadValue(JsonPointer at, int depth)
    {
        if (++_values > _limits.ValuesMax)
            return GiveUp(at, ProblemCodes.JsonTooManyValues, $"The document holds more than {_limits.ValuesMax} values. Send less content.");

        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMembers(at, depth + 1),
            JsonTokenType.StartArray => ReadItems(at, depth + 1),
            JsonTokenType.String => JsonTree.Of(ReadText(at)),
            JsonTokenType.Number => ReadNumber(at),
            JsonTokenType.True => JsonTree.Flag.True,
            JsonTokenType.False => JsonTree.Flag.False,
            _ => JsonTree.Null.Value,
        };
    }

    private JsonTree ReadMembers(JsonPointer at, int depth)
    {
        if (depth > _limits.DepthMax)
            return TooDeep(at);

        var members = new List<KeyValuePair<string, JsonTree>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!_gaveUp && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ReadText(at);
            var place = at.Member(name);
            if (name.Length > _limits.NameCharsMax)
                _problems.Add(at, ProblemCodes.MemberNameTooLong, $"A member name has {name.Length} characters; at most {_limits.NameCharsMax} are accepted. Shorten it.");

            var isNew = seen.Add(name);
            if (!isNew)
                _problems.Add(place, ProblemCodes.DuplicateMember, "This member appears more than once in its object. Keep one.");

            _reader.Read();
            var value = ReadValue(place, depth);
            if (isNew)
                members.Add(new(name, value));
        }

        return new JsonTree.Members(members);
    }

    private JsonTree ReadItems(JsonPointer at, int depth)
    {
        if (depth > _limits.DepthMax)
            return TooDeep(at);

        var items = new List<JsonTree>();
        while (!_gaveUp && _reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(at.Item(items.Count), depth));

        return new JsonTree.List(items);
    }

    private string ReadText(JsonPointer at)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            _problems.Add(at, ProblemCodes.InvalidUnicode, "The text holds half of a surrogate pair (an escape \\uD800 to \\uDFFF alone). Write the character whole.");
            return "";
        }
    }

    private JsonTree ReadNumber(JsonPointer at)
    {
        if (_reader.TryGetDouble(out var value) && double.IsFinite(value))
            return JsonTree.Of(value);

        _problems.Add(at, ProblemCodes.NumberOutOfRange, "The number is beyond what a 64-bit floating point value holds. Write a smaller one, or a string.");
        return JsonTree.Of(0);
    }

    private JsonTree.Null TooDeep(JsonPointer at) =>
        GiveUp(at, ProblemCodes.JsonTooDeep, $"Arrays and objects are nested deeper than {_limits.DepthMax} levels. Flatten the document.");

    private JsonTree.Null GiveUp(JsonPointer at, string code, string message)
    {
        if (!_gaveUp)
            _problems.Add(at, code, message);

        _gaveUp = true;
        return JsonTree.Null.Value;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private static int FirstInvalidByte(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
            at += consumed;

        return at;
    }
}
