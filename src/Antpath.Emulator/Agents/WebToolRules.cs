using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>The extra members of <c>web_search</c> and <c>web_fetch</c> entries (§6.3).</summary>
internal static class WebToolRules
{
    private const int HostsMax = 64;
    private static readonly string[] Sources = ["client_tool_results", "server_tool_results", "user_input"];

    public static void Read(JsonFields config, string name, JsonObject entry)
    {
        if (name is not ("web_search" or "web_fetch"))
            return;
        ReadDomains(config, entry);
        if (name == "web_search" && config.Child("user_location") is { } location)
            entry["user_location"] = JsonText.Node(location.Element);
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
            resolved[source] = value is null ? new JsonObject { ["type"] = "all" } : JsonText.Node(value.Element);
            if (value?.RequiredOneOf("type", "all", "none", "only", "except") == "none")
                none++;
        }
        sources?.RefuseUnknown();
        return none < Sources.Length ? resolved : throw config.Wrong("url_sources", "must leave at least one source");
    }
}
