using System.Text.Json;
using Antpath.Templates;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Resolves the permission policies of an agent as the provider returned it (provider contract §7.2). What it does not know counts as able to ask:
/// a new kind of tool or policy must not slip through (§7.3, case 9).
/// </summary>
internal static class ToolPolicies
{
    public const string AlwaysAllow = "always_allow";

    private const string AlwaysAsk = "always_ask";

    /// <summary>Names everything in the agent that could pause the session for an answer. Empty: nothing can.</summary>
    public static IReadOnlyList<string> ThatCouldAsk(JsonElement agent)
    {
        var asking = new List<string>();
        if (agent.Member("multiagent") is not null)
            asking.Add("multiagent");

        if (agent.Member("tools") is not { ValueKind: JsonValueKind.Array } tools)
            return [.. asking, "tools"];

        foreach (var tool in tools.EnumerateArray())
            AddAsking(tool, asking);
        return [.. asking.Distinct(StringComparer.Ordinal)];
    }

    private static void AddAsking(JsonElement tool, List<string> asking)
    {
        switch (tool.Text("type"))
        {
            case Toolset.BuiltIn.Type:
                AddFromToolset(tool, Toolset.BuiltIn.Type, AlwaysAllow, asking);
                break;
            case Toolset.Mcp.Type:
                AddFromToolset(tool, Named(tool.Text("mcp_server_name"), Toolset.Mcp.Type), AlwaysAsk, asking);
                break;
            default:
                // custom tools wait for an answer of ours (§7.4); the rest is unknown
                asking.Add(Named(tool.Text("name") ?? tool.Text("type"), "tool"));
                break;
        }
    }

    private static void AddFromToolset(JsonElement toolset, string name, string ownPolicy, List<string> asking)
    {
        var defaults = toolset.Member("default_config");
        var enabledByDefault = Enabled(defaults, inherited: true);
        var defaultPolicy = Policy(defaults, inherited: ownPolicy);

        // stands for every tool without an entry of its own, also for those a later provider adds
        if (enabledByDefault && defaultPolicy != AlwaysAllow)
            asking.Add(name);

        foreach (var config in toolset.Items("configs"))
        {
            if (Enabled(config, enabledByDefault) && Policy(config, defaultPolicy) != AlwaysAllow)
                asking.Add($"{name}.{Named(config.Text("name"), "tool")}");
        }
    }

    private static bool Enabled(JsonElement? config, bool inherited) => config?.Member("enabled") switch
    {
        null => inherited,
        { ValueKind: JsonValueKind.False } => false,
        _ => true,
    };

    private static string Policy(JsonElement? config, string inherited) => config?.Member("permission_policy") switch
    {
        null => inherited,
        { } policy => policy.Text("type") ?? "unknown",
    };

    private static string Named(string? name, string otherwise) => string.IsNullOrEmpty(name) ? otherwise : PlainWords.Name(name, 128);
}
