using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>Reads <c>tools</c> and resolves every default and policy (§6.3, §7.2).</summary>
internal static class ToolRules
{
    public const string AgentToolset = "agent_toolset_20260401";
    public const string McpToolset = "mcp_toolset";
    public const string Custom = "custom";

    public static readonly IReadOnlyList<string> BuiltIn = ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"];

    public static JsonElement Read(JsonFields fields)
    {
        var resolved = new JsonArray();
        IReadOnlyList<JsonElement> items = fields.Items("tools", EmulatorLimits.AgentToolsMax) ?? [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonFields tool = JsonFields.Of(items[i], $"{fields.PathOf("tools")}.{i}");
            resolved.Add((JsonNode)(tool.RequiredText("type", 1, 64) switch
            {
                AgentToolset => ReadAgentToolset(tool),
                McpToolset => ReadMcpToolset(tool),
                Custom => ReadCustom(tool),
                _ => throw tool.Wrong("type", "is not a known tool type"),
            }));
            tool.RefuseUnknown();
        }
        RefuseRepeats(resolved, fields);
        return JsonText.Freeze(resolved);
    }

    private static JsonObject ReadAgentToolset(JsonFields tool)
    {
        (bool enabled, JsonElement policy, JsonObject defaults) = ReadDefaults(tool, "always_allow");
        var configs = new JsonArray();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonFields config in ReadConfigs(tool))
        {
            string name = config.RequiredText("name", 1, 128);
            if (!BuiltIn.Contains(name))
                throw config.Wrong("name", $"must be one of {string.Join(", ", BuiltIn)}");
            if (!named.Add(name))
                throw config.Wrong("name", "is configured twice");
            if (config.Text("type", 1, 128) is { } type && type != name)
                throw config.Wrong("type", "must equal name");
            JsonObject entry = ReadEntry(config, name, enabled, policy);
            entry["type"] = name;
            WebToolRules.Read(config, name, entry);
            config.RefuseUnknown();
            configs.Add((JsonNode)entry);
        }
        return new JsonObject { ["type"] = AgentToolset, ["default_config"] = defaults, ["configs"] = configs };
    }

    private static JsonObject ReadMcpToolset(JsonFields tool)
    {
        string server = tool.RequiredText("mcp_server_name", 1, 255);
        (bool enabled, JsonElement policy, JsonObject defaults) = ReadDefaults(tool, "always_ask"); // §7.2: silence means ask
        var configs = new JsonArray();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonFields config in ReadConfigs(tool))
        {
            string name = config.RequiredText("name", 1, 128);
            if (!named.Add(name))
                throw config.Wrong("name", "is configured twice");
            configs.Add((JsonNode)ReadEntry(config, name, enabled, policy));
            config.RefuseUnknown();
        }
        return new JsonObject { ["type"] = McpToolset, ["mcp_server_name"] = server, ["default_config"] = defaults, ["configs"] = configs };
    }

    private static JsonObject ReadCustom(JsonFields tool)
    {
        string name = tool.RequiredText("name", 1, 128);
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw tool.Wrong("name", "may hold letters, digits, _ and -");
        string description = tool.RequiredText("description", 1, 10_000);
        JsonFields schema = tool.RequiredChild("input_schema");
        schema.RequiredOneOf("type", "object");
        return new JsonObject { ["type"] = Custom, ["name"] = name, ["description"] = description, ["input_schema"] = JsonText.Node(schema.Element) };
    }

    private static (bool Enabled, JsonElement Policy, JsonObject Resolved) ReadDefaults(JsonFields tool, string ownPolicy)
    {
        bool enabled = true;
        JsonElement policy = JsonText.Freeze(new JsonObject { ["type"] = ownPolicy });
        if (tool.Child("default_config") is { } defaults)
        {
            enabled = defaults.Flag("enabled") ?? true;
            policy = ReadPolicy(defaults) ?? policy;
            defaults.RefuseUnknown();
        }
        return (enabled, policy, new JsonObject { ["enabled"] = enabled, ["permission_policy"] = JsonText.Node(policy) });
    }

    private static IEnumerable<JsonFields> ReadConfigs(JsonFields tool)
    {
        IReadOnlyList<JsonElement> items = tool.Items("configs", EmulatorLimits.AgentToolsMax) ?? [];
        return items.Select((item, i) => JsonFields.Of(item, $"{tool.PathOf("configs")}.{i}"));
    }

    private static JsonObject ReadEntry(JsonFields config, string name, bool enabled, JsonElement policy) => new()
    {
        ["name"] = name,
        ["enabled"] = config.Flag("enabled") ?? enabled,
        ["permission_policy"] = JsonText.Node(ReadPolicy(config) ?? policy),
    };

    private static JsonElement? ReadPolicy(JsonFields holder)
    {
        if (holder.Child("permission_policy") is not { } policy)
            return null;
        string type = policy.RequiredOneOf("type", "always_allow", "always_ask", "auto");
        policy.RefuseUnknown();
        return JsonText.Freeze(new JsonObject { ["type"] = type });
    }

    private static void RefuseRepeats(JsonArray tools, JsonFields fields)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonNode? tool in tools)
        {
            string identity = $"{tool!["type"]} {tool["mcp_server_name"]} {tool["name"]}";
            if (!seen.Add(identity))
                throw fields.Wrong("tools", "names the same toolset or custom tool twice");
        }
    }
}
