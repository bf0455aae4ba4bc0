using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Models;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Snapshots;

/// <summary>
/// Takes everything out of recorded traffic that could tell something: texts, names, ids, URLs, credentials, metadata. What is not known to
/// be harmless is replaced. Equal values become equal stand-ins, numbered in order of appearance, so the result depends on nothing but the input.
/// </summary>
internal sealed partial class SnapshotSanitizer
{
    private const string Filler = "text ";

    // Values of these members are words of the API; they stay when they look like one.
    private static readonly HashSet<string> WordMembers = new(StringComparer.Ordinal)
    {
        "type", "status", "speed", "effort", "currency", "amount", "evaluated_permission", "category", "result", "reason_code", "mime_type", "line", "lifecycle",
    };

    // Below these members nothing is known to be harmless, neither values nor names.
    private static readonly HashSet<string> OpaqueMembers = new(StringComparer.Ordinal) { "metadata", "input", "input_schema", "headers" };

    private static readonly HashSet<string> PathWords = new(StringComparer.Ordinal)
    {
        "v1", "agents", "environments", "vaults", "credentials", "skills", "versions", "files", "content", "sessions", "events", "stream", "resources", "threads", "archive", "models",
        "mcp_oauth_validate",
    };

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

    private JsonNode? Sanitize(JsonNode? node, string member, bool opaque) => node switch
    {
        JsonObject map => SanitizeMap(map, opaque || OpaqueMembers.Contains(member)),
        JsonArray items => new JsonArray([.. items.Select(item => Sanitize(item, member, opaque))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => SanitizeText(value.GetValue<string>(), member, opaque),
        null => null,
        _ => node.DeepClone(), // numbers and booleans
    };

    private JsonObject SanitizeMap(JsonObject map, bool opaque)
    {
        var clean = new JsonObject();
        foreach ((string name, JsonNode? value) in map)
            clean[opaque ? StandIn("key", name, number => $"key{number}") : name] = Sanitize(value, name, opaque);
        return clean;
    }

    private string SanitizeText(string text, string member, bool opaque)
    {
        if (opaque)
            return Fill(text);
        if (WordMembers.Contains(member) && Word().IsMatch(text))
            return text;
        if (Timestamps.TryRead(text, out DateTimeOffset at))
            return Timestamps.Write(at);
        if (Identifier().Match(text) is { Success: true } id && member is not ("text" or "title" or "name" or "display_name" or "description"))
            return StandIn("id", text, number => string.Create(CultureInfo.InvariantCulture, $"{id.Groups["prefix"].Value}_0{number:0000}"));
        return member switch
        {
            "id" or "model" when ModelCatalog.Find(text) is not null => text,
            "name" when ToolRules.BuiltIn.Contains(text) => text,
            "name" or "mcp_server_name" or "agent_name" => StandIn("name", text, number => $"name-{number}"),
            "filename" => StandIn("file", text, number => $"file-{number}{HarmlessExtension(text)}"),
            "url" or "mcp_server_url" or "token_endpoint" => StandIn("url", text, number => $"https://host-{number}.example/"),
            "mount_path" => StandIn("path", text, number => $"/mnt/session/uploads/file-{number}"),
            "next_page" or "prev_page" => StandIn("page", text, number => $"page_{number}"),
            _ => Fill(text),
        };
    }

    private string SanitizePath(string path)
    {
        string[] parts = path.Split('?', 2);
        string clean = string.Join('/', parts[0].Split('/').Select(segment => segment.Length == 0 || PathWords.Contains(segment) ? segment : SanitizeText(segment, "id", opaque: false)));
        if (parts.Length == 1)
            return clean;
        return clean + "?" + string.Join('&', parts[1].Split('&').Select(pair =>
        {
            string[] member = pair.Split('=', 2);
            return $"{member[0]}={(member.Length == 2 ? Uri.EscapeDataString(SanitizeText(Uri.UnescapeDataString(member[1]), "id", opaque: false)) : "")}";
        }));
    }

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

    private static string HarmlessExtension(string filename) =>
        Path.GetExtension(filename) is { Length: > 1 and <= 6 } extension && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension : "";

    // snake_case words, media types, amounts; a key or a token has another shape
    [GeneratedRegex("^([a-z][a-z0-9_.]{0,63}|[a-z]{1,20}/[a-z0-9.+-]{1,60}|[0-9]{1,12})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex("^(?<prefix>agent|env|vlt|vcrd|skill|skver|file|sesn|sevt|sesrsc|sthr|outc|wrun|depl|drun|req|org|wrkspc)_[A-Za-z0-9_]{1,128}$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();
}
