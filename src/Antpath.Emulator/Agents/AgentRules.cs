using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>Reads agent configurations: whole ones, updates of one, and the overrides of a session (§6.1, §6.5, §12.1).</summary>
internal static class AgentRules
{
    private const int SystemCharsMax = 100_000;
    private const int DescriptionCharsMax = 2_048;

    public static AgentConfiguration ReadNew(JsonFields body, Organization organization)
    {
        var configuration = new AgentConfiguration
        {
            Name = body.RequiredText("name", 1, 256),
            Description = body.Text("description", 0, DescriptionCharsMax),
            System = body.Text("system", 0, SystemCharsMax),
            Model = ModelRules.Read(body, null),
            Tools = ToolRules.Read(body),
            McpServers = ReadMcpServers(body),
            Skills = ReadSkills(body, organization),
            ExecutionIdentity = ReadIdentity(body),
        };
        RefuseMultiagent(body);
        CheckReferences(configuration, body);
        return configuration;
    }

    /// <summary>Omitted fields stay; lists are replaced whole, null clears them (§6.5).</summary>
    public static AgentConfiguration ReadUpdate(JsonFields body, AgentConfiguration current, Organization organization)
    {
        if (body.SentAsNull("name"))
            throw body.Wrong("name", "cannot be cleared");
        AgentConfiguration updated = Replace(body, current, organization) with
        {
            Name = body.Text("name", 1, 256) ?? current.Name,
            Description = body.Sent("description") ? body.Text("description", 0, DescriptionCharsMax) : current.Description,
            ExecutionIdentity = body.Sent("execution_identity") ? ReadIdentity(body) : current.ExecutionIdentity,
        };
        RefuseMultiagent(body);
        CheckReferences(updated, body);
        return updated;
    }

    /// <summary>The overrides of <c>agent_with_overrides</c>: omitted inherits, null clears, a value replaces (§12.1).</summary>
    public static AgentConfiguration ReadOverrides(JsonFields agent, AgentConfiguration current, Organization organization)
    {
        AgentConfiguration effective = Replace(agent, current, organization);
        CheckReferences(effective, agent);
        return effective;
    }

    /// <summary>The two lists that an idle session may still replace (§12.5).</summary>
    public static AgentConfiguration ReadSessionUpdate(JsonFields agent, AgentConfiguration current)
    {
        AgentConfiguration effective = current with
        {
            Tools = agent.Sent("tools") ? ToolRules.Read(agent) : current.Tools,
            McpServers = agent.Sent("mcp_servers") ? ReadMcpServers(agent) : current.McpServers,
        };
        CheckReferences(effective, agent);
        return effective;
    }

    private static AgentConfiguration Replace(JsonFields body, AgentConfiguration current, Organization organization) => current with
    {
        Model = body.Sent("model") ? ModelRules.Read(body, current.Model) : current.Model,
        System = body.Sent("system") ? body.Text("system", 0, SystemCharsMax) : current.System,
        Tools = body.Sent("tools") ? ToolRules.Read(body) : current.Tools,
        McpServers = body.Sent("mcp_servers") ? ReadMcpServers(body) : current.McpServers,
        Skills = body.Sent("skills") ? ReadSkills(body, organization) : current.Skills,
    };

    private static void RefuseMultiagent(JsonFields body)
    {
        if (body.Value("multiagent") is not null)
            throw body.Wrong("multiagent", "the emulator plays single-threaded agents only; leave it out");
    }

    private static JsonElement ReadMcpServers(JsonFields body)
    {
        var servers = new JsonArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<JsonElement> items = body.Items("mcp_servers", EmulatorLimits.McpServersMax) ?? [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonFields server = JsonFields.Of(items[i], $"{body.PathOf("mcp_servers")}.{i}");
            server.RequiredOneOf("type", "url");
            string name = server.RequiredText("name", 1, 255);
            string url = server.RequiredText("url", 1, 2_048);
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https"))
                throw server.Wrong("url", "must be an absolute http or https URL");
            if (!names.Add(name))
                throw server.Wrong("name", "is used twice");
            server.RefuseUnknown();
            servers.Add((JsonNode)new JsonObject { ["type"] = "url", ["name"] = name, ["url"] = url });
        }
        return JsonText.Freeze(servers);
    }

    private static JsonElement ReadSkills(JsonFields body, Organization organization)
    {
        var skills = new JsonArray();
        IReadOnlyList<JsonElement> items = body.Items("skills", EmulatorLimits.SkillsPerAgentMax) ?? [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonFields skill = JsonFields.Of(items[i], $"{body.PathOf("skills")}.{i}");
            string type = skill.RequiredOneOf("type", "anthropic", "custom");
            string id = skill.RequiredText("skill_id", 1, 256);
            string version = skill.Text("version", 1, 256) ?? "latest";
            skill.RefuseUnknown();
            if (type == "custom" && organization.Skills.TryGet(id, out Skills.Skill? known))
                version = known.Has(version) ? version : throw skill.Missing("version", $"version of skill {id}", version);
            else if (type == "custom")
                throw skill.Wrong("skill_id", $"skill {id} was not found");
            skills.Add((JsonNode)new JsonObject { ["type"] = type, ["skill_id"] = id, ["version"] = version });
        }
        return JsonText.Freeze(skills);
    }

    private static JsonElement ReadIdentity(JsonFields body)
    {
        var identity = new JsonObject { ["type"] = "service_account" };
        if (body.Child("execution_identity") is { } sent)
        {
            identity["type"] = sent.RequiredOneOf("type", "service_account", "aws_role");
            if (identity["type"]!.GetValue<string>() == "aws_role")
                identity["role_arn"] = sent.RequiredText("role_arn", 1, 2_048);
            sent.RefuseUnknown();
        }
        return JsonText.Freeze(identity);
    }

    /// <summary>Servers and toolsets must name each other (§6.1); skills need the read tool (§6.1).</summary>
    private static void CheckReferences(AgentConfiguration configuration, JsonFields body)
    {
        HashSet<string> servers = [.. configuration.McpServers.EnumerateArray().Select(server => server.GetProperty("name").GetString()!)];
        HashSet<string> referenced = [.. configuration.Tools.EnumerateArray()
            .Where(tool => tool.GetProperty("type").GetString() == ToolRules.McpToolset)
            .Select(tool => tool.GetProperty("mcp_server_name").GetString()!)];
        if (referenced.Except(servers).FirstOrDefault() is { } missing)
            throw body.Wrong("tools", $"mcp_toolset names the server {missing}, which mcp_servers does not list");
        if (servers.Except(referenced).FirstOrDefault() is { } unused)
            throw body.Wrong("mcp_servers", $"server {unused} is not referenced by an mcp_toolset");
        if (configuration.Skills.GetArrayLength() > 0 && !ToolPolicies.For(configuration.Tools, "read").Enabled)
            throw body.Wrong("skills", "need the read tool of the agent toolset to be enabled");
    }
}
