using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Reads a template's agent (provider contract §6).</summary>
internal sealed class AgentReader(ProblemList problems)
{
    private const string Latest = "latest";

    /// <returns>Null only when there is no agent object or no model in it; problems may exist in both cases.</returns>
    public AgentDefinition? Read(MemberReader template)
    {
        if (template.Object("agent", required: true) is not { } agent)
            return null;

        agent.Refuse("multiagent", ProblemCodes.MultiagentUnsupported, "Several agents bring their own tools, which could ask for approvals. Remove 'multiagent'.");
        var model = ReadModel(agent);
        var definition = new AgentDefinition
        {
            Model = model ?? new ModelChoice(""),
            System = agent.Text("system", charsMax: TemplateLimits.SystemCharsMax),
            Tools = new ToolsetReader(problems).Read(agent),
            McpServers = ReadServers(agent),
            Skills = ReadSkills(agent),
        };
        agent.Close();
        RequireMatchingServers(definition, agent.At);
        RequireReadForSkills(definition, agent.At);
        return model is null ? null : definition;
    }

    private ModelChoice? ReadModel(MemberReader agent)
    {
        var at = agent.At.Member("model");
        switch (agent.Any("model", required: true))
        {
            case null:
                return null;
            case JsonTree.Text text:
                return ReadModelId(text, at) is { } name ? new ModelChoice(name) : null;
            case var value:
                if (value is not JsonTree.Members)
                {
                    MemberReader.WrongType(value, at, "a model id or an object with 'id'", problems);
                    return null;
                }

                var model = MemberReader.Open(value, at, problems)!;
                var id = model.Any("id", required: true) is { } given ? ReadModelId(given, at.Member("id")) : null;
                var effort = model.Choice("effort", WireWords.Efforts);
                var speed = model.Choice("speed", WireWords.Speeds) ?? ModelSpeed.Standard;
                model.Close();
                return id is null ? null : new ModelChoice(id) { Effort = effort, Speed = speed };
        }
    }

    private string? ReadModelId(JsonTree value, JsonPointer at)
    {
        if (MemberReader.ReadText(value, at, problems, 1, TemplateLimits.ModelCharsMax) is not { } id)
            return null;

        if (NameRules.IsOpaqueId(id))
            return id;

        problems.Add(at, ProblemCodes.InvalidFormat, "A model id is printable ASCII without spaces, such as 'claude-opus-5-5'.");
        return null;
    }

    private List<McpServer> ReadServers(MemberReader agent)
    {
        var servers = new List<McpServer>();
        foreach (var (value, at) in agent.List("mcpServers", TemplateLimits.McpServersMax))
        {
            if (MemberReader.Open(value, at, problems) is not { } entry)
                continue;

            var name = entry.Text("name", required: true, 1, TemplateLimits.McpServerNameCharsMax);
            var url = UrlRules.Read(entry, problems);
            var auth = McpAuth.None;
            if (entry.Object("auth") is { } authentication)
            {
                auth = authentication.Choice("type", WireWords.McpAuths, required: true) ?? McpAuth.None;
                authentication.Close();
            }

            entry.Close();
            if (name is null)
                continue;

            if (servers.Exists(s => string.Equals(s.Name, name, StringComparison.Ordinal)))
                problems.Add(at.Member("name"), ProblemCodes.DuplicateItem, "Another MCP server has this name. Rename one.");

            servers.Add(new McpServer(name, url ?? "", auth));
        }

        return servers;
    }

    private List<SkillReference> ReadSkills(MemberReader agent)
    {
        var skills = new List<SkillReference>();
        foreach (var (value, at) in agent.List("skills", TemplateLimits.SkillsMax))
        {
            if (MemberReader.Open(value, at, problems) is not { } entry || ReadSkill(entry) is not { } skill)
                continue;

            if (skills.Exists(s => SameSkill(s, skill)))
                problems.Add(at, ProblemCodes.DuplicateItem, "This skill is listed twice. Keep one entry.");
            else
                skills.Add(skill);
        }

        return skills;
    }

    private SkillReference? ReadSkill(MemberReader entry)
    {
        var type = entry.Text("type", required: true);
        switch (type)
        {
            case null:
                return null;
            case "anthropic" or "custom":
                var id = ReadId(entry, "skillId");
                var version = ReadVersion(entry);
                entry.Close();
                if (id is null || version is null)
                    return null;

                return type == "custom" ? new SkillReference.Custom(id, version) : new SkillReference.Anthropic(id, version);
            case "uploaded":
                var name = ReadSkillName(entry, problems);
                entry.Close();
                return name is null ? null : new SkillReference.Uploaded(name);
            default:
                problems.Add(entry.At.Member("type"), ProblemCodes.InvalidValue, "Expected one of: anthropic, custom, uploaded.");
                return null;
        }
    }

    private string? ReadVersion(MemberReader entry)
    {
        if (entry.Has("version") && (entry.Peek("version") is not JsonTree.Text { Value: var given } || !string.Equals(given, Latest, StringComparison.OrdinalIgnoreCase)))
            return ReadId(entry, "version");

        problems.Add(entry.Has("version") ? entry.At.Member("version") : entry.At, ProblemCodes.SkillVersionUnpinned, "Anybody in the workspace may upload a newer version. Pin 'version' to an exact one.");
        return null;
    }

    private string? ReadId(MemberReader entry, string name)
    {
        if (entry.Text(name, required: true, 1, TemplateLimits.SkillIdCharsMax) is not { } id)
            return null;

        if (NameRules.IsOpaqueId(id))
            return id;

        problems.Add(entry.At.Member(name), ProblemCodes.InvalidFormat, "Expected printable ASCII without spaces.");
        return null;
    }

    /// <summary>Reads the name of an uploaded skill (§10).</summary>
    public static string? ReadSkillName(MemberReader entry, ProblemList problems)
    {
        if (entry.Text("name", required: true) is not { } name)
            return null;

        var at = entry.At.Member("name");
        if (!NameRules.IsSkillName(name))
            problems.Add(at, ProblemCodes.InvalidFormat, "A skill's name has 1 to 64 of a-z, 0-9 and '-'.");
        else if (NameRules.ReservedWordIn(name) is { } word)
            problems.Add(at, ProblemCodes.ReservedWord, $"A skill's name must not contain '{word}'. Rename the skill.");
        else
            return name;

        return null;
    }

    private void RequireMatchingServers(AgentDefinition agent, JsonPointer at)
    {
        var used = agent.Tools.OfType<Toolset.Mcp>().Select(t => t.ServerName).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < agent.McpServers.Count; i++)
        {
            if (!used.Contains(agent.McpServers[i].Name))
                problems.Add(at.Member("mcpServers").Item(i), ProblemCodes.McpServerUnreferenced, "No toolset uses this server. Add a 'mcp_toolset' with its name to 'tools', or remove the server.");
        }

        var declared = agent.McpServers.Select(s => s.Name).ToList();
        var missing = used.Where(name => !declared.Contains(name, StringComparer.Ordinal));
        foreach (var name in missing)
            problems.Add(at.Member("tools"), ProblemCodes.McpServerUnknown, $"A 'mcp_toolset' names a server that 'mcpServers' does not have. Declare it, or correct 'mcpServerName'.{NearestName.Suggest(name, declared)}");
    }

    private void RequireReadForSkills(AgentDefinition agent, JsonPointer at)
    {
        if (agent.Skills.Count > 0 && agent.Tools.OfType<Toolset.BuiltIn>().FirstOrDefault()?.Allows("read") is not true)
            problems.Add(at.Member("skills"), ProblemCodes.ReadToolRequired, "The agent reads its skills with the built-in tool 'read'. Enable it, or remove the skills.");
    }

    private static bool SameSkill(SkillReference one, SkillReference other) => (one, other) switch
    {
        (SkillReference.Anthropic a, SkillReference.Anthropic b) => string.Equals(a.SkillId, b.SkillId, StringComparison.Ordinal),
        (SkillReference.Custom a, SkillReference.Custom b) => string.Equals(a.SkillId, b.SkillId, StringComparison.Ordinal),
        (SkillReference.Uploaded a, SkillReference.Uploaded b) => string.Equals(a.Name, b.Name, StringComparison.Ordinal),
        _ => false,
    };
}
