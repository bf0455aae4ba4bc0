using System.Text.Json;

namespace Antpath.Emulator.Agents;

/// <summary>Looks up what resolved <c>tools</c> say about one tool (§7.2).</summary>
internal static class ToolPolicies
{
    public static ToolPolicy For(JsonElement tools, string builtIn) => Find(tools, ToolRules.AgentToolset, null, builtIn);

    public static ToolPolicy ForMcp(JsonElement tools, string server, string tool) => Find(tools, ToolRules.McpToolset, server, tool);

    private static ToolPolicy Find(JsonElement tools, string type, string? server, string name)
    {
        foreach (JsonElement toolset in tools.EnumerateArray())
        {
            if (toolset.GetProperty("type").GetString() != type || (server is not null && toolset.GetProperty("mcp_server_name").GetString() != server))
                continue;
            foreach (JsonElement config in toolset.GetProperty("configs").EnumerateArray())
            {
                if (config.GetProperty("name").GetString() == name)
                    return Read(config);
            }
            return Read(toolset.GetProperty("default_config"));
        }
        return new ToolPolicy(false, "always_allow");
    }

    private static ToolPolicy Read(JsonElement config) =>
        new(config.GetProperty("enabled").GetBoolean(), config.GetProperty("permission_policy").GetProperty("type").GetString()!);
}
