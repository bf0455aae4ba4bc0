using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Models;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Snapshots;

/// <summary>
/// Takes everything out of recorded traffic that could tell something: texts, names, ids, URLs, credentials, metadata, numbers nobody knows. Only what
/// <see cref="ApiVocabulary"/> lists stays. Equal values become equal stand-ins, numbered in order of appearance, so the result depends on
/// nothing but the input.
/// </summary>
internal sealed partial class SnapshotSanitizer
{
    private const string Filler = "text ";
    private const string Secret = "credential";

    // Below these members nothing is known to be harmless, neither values nor names.
    private static readonly HashSet<string> OpaqueMembers = new(StringComparer.Ordinal) { "metadata", "input", "input_schema" };

    private readonly Dictionary<string, string> _standIns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public SnapshotLine Sanitize(SnapshotLine line) => line with
    {
        At = Timestamps.TryRead(line.At, out DateTimeOffset at) ? Timestamps.Write(at) : "",
        Method = line.Method is "GET" or "POST" or "DELETE" ? line.Method : "GET",
        Path = SanitizePath(line.Path),
        Request = Sanitize(line.Request, "", opaque: false),
        Response = Sanitize(line.Response, "", opaque: false),
    };

    private JsonNode? Sanitize(JsonNode? node, string member, bool opaque)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject map:
                return SanitizeMap(map, opaque);
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Sanitize(item, member, opaque))]);
        }
        if (node.GetValueKind() == JsonValueKind.String)
            return SanitizeText(node.GetValue<string>(), member, opaque);
        if (node.GetValueKind() == JsonValueKind.Number)
            return !opaque && ApiVocabulary.NumberMembers.Contains(member) ? node.DeepClone() : 0;
        return opaque ? false : node.DeepClone(); // a flag of the contract tells a choice
    }

    private JsonObject SanitizeMap(JsonObject map, bool opaque)
    {
        var clean = new JsonObject();
        foreach ((string name, JsonNode? value) in map)
        {
            bool known = !opaque && ApiVocabulary.Knows(name);
            clean[known ? name : Key(name)] = Sanitize(value, name, !known || OpaqueMembers.Contains(name));
        }
        return clean;
    }

    private string SanitizeText(string text, string member, bool opaque)
    {
        if (ApiVocabulary.SecretMembers.Contains(member))
            return Secret;
        if (opaque)
            return Fill(text);
        if (ApiVocabulary.WordMembers.Contains(member))
            return ApiVocabulary.Words.Contains(text) ? text : StandIn("word", text, number => $"word-{number}");
        if (ApiVocabulary.InstantMembers.Contains(member))
            return Timestamps.TryRead(text, out DateTimeOffset at) ? Timestamps.Write(at) : Fill(text);
        if (ApiVocabulary.IdMembers.Contains(member))
            return SanitizeId(text);
        return member switch
        {
            "model" when ModelCatalog.Find(text) is not null => text,
            "name" when ToolRules.BuiltIn.Contains(text) => text,
            "version" => text == "latest" ? text : SanitizeId(text),
            "amount" => text.Length <= 12 && text.All(char.IsAsciiDigit) ? text : Fill(text),
            "mime_type" or "media_type" or "content_type" => ApiVocabulary.MimeTypes.Contains(text) ? text : "application/octet-stream",
            "name" or "mcp_server_name" or "agent_name" => StandIn("name", text, number => $"name-{number}"),
            "filename" => StandIn("file", text, number => $"file-{number}{HarmlessExtension(text)}"),
            "url" or "mcp_server_url" or "token_endpoint" or "repository_url" => StandIn("url", text, number => $"https://host-{number}.example/"),
            "mount_path" => StandIn("path", text, number => $"/mnt/session/uploads/file-{number}"),
            "next_page" or "prev_page" => StandIn("page", text, number => $"page_{number}"),
            _ => Fill(text),
        };
    }

    // An id's prefix says what it names; a name of a model is no secret.
    private string SanitizeId(string text) => text.Length == 0 || ModelCatalog.Find(text) is not null
        ? text
        : StandIn("id", text, number => string.Create(CultureInfo.InvariantCulture, $"{(Identifier().Match(text) is { Success: true } id ? id.Groups["prefix"].Value : "id")}_0{number:0000}"));

    private string SanitizePath(string path)
    {
        string[] parts = path.Split('#')[0].Split('?', 2);
        string clean = string.Join('/', parts[0].Split('/').Select(segment => ApiVocabulary.PathWords.Contains(segment) ? segment : SanitizeId(segment)));
        return parts.Length == 1 ? clean : clean + "?" + string.Join('&', parts[1].Split('&').Select(SanitizeQuery));
    }

    private string SanitizeQuery(string pair)
    {
        string[] member = pair.Split('=', 2);
        string name = Uri.UnescapeDataString(member[0]);
        bool known = ApiVocabulary.QueryMembers.Contains(name);
        string value = member.Length == 2 ? Uri.UnescapeDataString(member[1]) : "";
        string clean = !known ? Fill(value)
            : ApiVocabulary.Words.Contains(value) || (value.Length <= 4 && value.All(char.IsAsciiDigit)) ? value
            : Timestamps.TryRead(value, out DateTimeOffset at) ? Timestamps.Write(at)
            : SanitizeId(value);
        return $"{Uri.EscapeDataString(known ? name : Key(name))}={Uri.EscapeDataString(clean)}";
    }

    private string Key(string name) => StandIn("key", name, number => $"key{number}");

    private string StandIn(string kind, string text, Func<int, string> make)
    {
        string key = kind + "\n" + text;
        if (_standIns.TryGetValue(key, out string? known))
            return known;
        int number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return _standIns[key] = make(number);
    }

    // The length stays, since it matters to whoever reads or stores the text; nothing else does.
    private static string Fill(string text) => string.Concat(Enumerable.Repeat(Filler, (text.Length / Filler.Length) + 1))[..text.Length];

    private static string HarmlessExtension(string filename) => ApiVocabulary.Extensions.TryGetValue(Path.GetExtension(filename), out string? extension) ? extension : "";

    [GeneratedRegex(@"^(?<prefix>agent|env|vlt|vcrd|skill|skver|file|sesn|sevt|sesrsc|sthr|outc|wrun|depl|drun|memstore|req|org|wrkspc)_[A-Za-z0-9_]{1,128}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();
}
