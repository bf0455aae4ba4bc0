using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>The extra members of <c>web_search</c> and <c>web_fetch</c> entries (§6.3).</summary>
internal static class WebToolRules
{
    private const int HostsMax = 64;
    private const int SourceToolsMax = 128;
    private static readonly string[] Sources = ["client_tool_results", "server_tool_results", "user_input"];

    public static void Read(JsonFields config, string name, JsonObject entry)
    {
        if (name is not ("web_search" or "web_fetch"))
            return;
        ReadDomains(config, entry);
        if (name == "web_search" && config.Child("user_location") is { } location)
            entry["user_location"] = ReadLocation(location);
        if (name == "web_fetch")
        {
            if (config.Number("max_content_tokens", 1, int.MaxValue) is { } tokens)
                entry["max_content_tokens"] = tokens;
            entry["url_sources"] = ReadSources(config);
        }
    }

    private static void ReadDomains(JsonFields config, JsonObject entry)
    {
        IReadOnlyList<string>? allowed = config.Texts("allowed_domains", HostsMax, 255);
        IReadOnlyList<string>? blocked = config.Texts("blocked_domains", HostsMax, 255);
        if (allowed is not null && blocked is not null)
            throw config.Wrong("blocked_domains", "cannot be combined with allowed_domains");
        if ((allowed ?? blocked)?.FirstOrDefault(host => !HostPattern.Valid(host)) is not null)
            throw config.Wrong(allowed is null ? "blocked_domains" : "allowed_domains", "must be hosts, without scheme, port or path");
        if (allowed is { Count: 0 } || blocked is { Count: 0 })
            throw config.Wrong(allowed is { Count: 0 } ? "allowed_domains" : "blocked_domains", "must not be empty");
        if (allowed is not null)
            entry["allowed_domains"] = JsonText.Strings(allowed);
        if (blocked is not null)
            entry["blocked_domains"] = JsonText.Strings(blocked);
    }

    private static JsonObject ReadSources(JsonFields config)
    {
        JsonFields? sources = config.Child("url_sources");
        var resolved = new JsonObject();
        int none = 0;
        foreach (string source in Sources)
        {
            JsonFields? value = sources?.Child(source);
            resolved[source] = value is null ? new JsonObject { ["type"] = "all" } : ReadSource(value, filtered: source != "user_input");
            if ((string?)resolved[source]!["type"] == "none")
                none++;
        }
        sources?.RefuseUnknown();
        return none < Sources.Length ? resolved : throw config.Wrong("url_sources", "must leave at least one source");
    }

    private static JsonObject ReadLocation(JsonFields location)
    {
        var read = new JsonObject { ["type"] = location.RequiredOneOf("type", "approximate") };
        foreach (string part in (ReadOnlySpan<string>)["city", "country", "region", "timezone"])
        {
            if (location.Text(part, 1, 255) is { } text)
                read[part] = text;
        }
        location.RefuseUnknown();
        return read;
    }

    private static JsonObject ReadSource(JsonFields source, bool filtered)
    {
        string type = source.RequiredOneOf("type", filtered ? ["all", "none", "only", "except"] : ["all", "none"]);
        var read = new JsonObject { ["type"] = type };
        if (type is "only" or "except")
            read["tools"] = ReadTools(source);
        source.RefuseUnknown();
        return read;
    }

    private static JsonArray ReadTools(JsonFields source)
    {
        IReadOnlyList<JsonElement> items = source.Items("tools", SourceToolsMax) ?? [];
        if (items.Count == 0)
            throw source.Wrong("tools", "must have at least one item");
        var tools = new JsonArray();
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
        {
            JsonFields tool = JsonFields.Of(items[i], $"{source.PathOf("tools")}.{i}");
            tool.RequiredOneOf("type", "tool_reference");
            string name = tool.RequiredText("name", 1, 128);
            if (!named.Add(name))
                throw tool.Wrong("name", "is named twice");
            tool.RefuseUnknown();
            tools.Add((JsonNode)new JsonObject { ["type"] = "tool_reference", ["name"] = name });
        }
        return tools;
    }
}
