using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic.Models.Beta.Agents;
using Antpath.Submission;
using Antpath.Templates;
using Effort = Antpath.Templates.Effort;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Writes an agent for the provider. Every toolset says <c>always_allow</c> itself, because silence means ask for MCP tools (provider contract
/// §7.2); <c>multiagent</c> and custom tools are never sent (§16.7); skills are pinned (§10).
/// </summary>
internal static class AgentRequest
{
    public static AgentCreateParams Of(ExecutionBundle bundle, IReadOnlyList<BetaManagedAgentsSkillParams> skills, ResourceMarker marker)
    {
        var agent = bundle.Agent;
        return new AgentCreateParams
        {
            Name = ProviderNames.For(ProviderResourceType.Agent, marker),
            Model = ModelOf(agent.Model),
            System = bundle.Content.System?.Reveal(),
            Tools = [.. agent.Tools.Select(ToolsetOf)],
            McpServers = [.. agent.McpServers.Select(s => new BetaManagedAgentsUrlMcpServerParams { Name = s.Name, Url = s.Url })],
            Skills = skills,
            Metadata = MarkerMetadata.Of(marker),
        };
    }

    /// <summary>The template's skills with the uploaded ones resolved.</summary>
    /// <returns>Null when an uploaded skill is not among <paramref name="uploaded"/>.</returns>
    public static IReadOnlyList<BetaManagedAgentsSkillParams>? SkillsOf(AgentDefinition agent, IReadOnlyDictionary<string, CreatedResource> uploaded)
    {
        var skills = new List<BetaManagedAgentsSkillParams>(agent.Skills.Count);
        foreach (var reference in agent.Skills)
        {
            BetaManagedAgentsSkillParams? skill = reference switch
            {
                SkillReference.Anthropic a => new BetaManagedAgentsAnthropicSkillParams { SkillID = a.SkillId, Version = a.Version },
                SkillReference.Custom c => CustomSkill(c.SkillId, c.Version),
                SkillReference.Uploaded u when uploaded.TryGetValue(u.Name, out var made) && made.Version is { } version => CustomSkill(made.ProviderId, version),
                _ => null,
            };
            if (skill is null)
                return null;
            skills.Add(skill);
        }

        return skills;
    }

    private static BetaManagedAgentsSkillParams CustomSkill(string id, string version) =>
        new BetaManagedAgentsCustomSkillParams { SkillID = id, Version = version };

    private static Model ModelOf(ModelChoice choice)
    {
        var model = new JsonObject { ["id"] = choice.Id, ["speed"] = choice.Speed == ModelSpeed.Fast ? "fast" : "standard" };
        if (choice.Effort is { } effort)
            model["effort"] = EffortWord(effort);
        return new Model(Element(model));
    }

    private static string EffortWord(Effort effort) => effort switch
    {
        Effort.Low => "low",
        Effort.Medium => "medium",
        Effort.High => "high",
        Effort.XHigh => "xhigh",
        Effort.Max => "max",
        _ => throw new System.Diagnostics.UnreachableException($"effort {effort}"),
    };

    private static Tool ToolsetOf(Toolset toolset)
    {
        var json = new JsonObject();
        switch (toolset)
        {
            case Toolset.BuiltIn:
                json["type"] = Toolset.BuiltIn.Type;
                break;
            case Toolset.Mcp mcp:
                json["type"] = Toolset.Mcp.Type;
                json["mcp_server_name"] = mcp.ServerName;
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"toolset {toolset.GetType().Name}");
        }

        json["default_config"] = new JsonObject { ["enabled"] = toolset.EnabledByDefault, ["permission_policy"] = AlwaysAllow() };
        json["configs"] = new JsonArray([.. toolset.Configs.Select(c => ConfigOf(c, toolset.EnabledByDefault))]);
        return new Tool(Element(json));
    }

    private static JsonObject ConfigOf(ToolConfig config, bool enabledByDefault)
    {
        var json = new JsonObject
        {
            ["name"] = config.Name,
            ["enabled"] = config.Enabled ?? enabledByDefault,
            ["permission_policy"] = AlwaysAllow(),
        };
        // the provider refuses empty lists (provider contract §6.3)
        if (config.AllowedDomains.Count > 0)
            json["allowed_domains"] = Texts(config.AllowedDomains);
        if (config.BlockedDomains.Count > 0)
            json["blocked_domains"] = Texts(config.BlockedDomains);
        return json;
    }

    private static JsonObject AlwaysAllow() => new() { ["type"] = ToolPolicies.AlwaysAllow };

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);
}
