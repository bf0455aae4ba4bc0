using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>
/// Reads an agent's toolsets so that no configuration that could ask for an approval gets through (provider contract
/// §7.3, §7.4): every toolset says always_allow itself, and nothing anywhere says otherwise, not even for a tool that is
/// switched off. What is not known is refused.
/// </summary>
internal sealed class ToolsetReader(ProblemList problems)
{
    private const string AlwaysAllow = "always_allow";
    private const string Remedy = "Nobody is there to approve: set defaultConfig.permissionPolicy to {\"type\":\"always_allow\"} on every toolset, and no other policy anywhere.";

    private static readonly string[] ToolsWithDomains = ["web_search", "web_fetch"];

    private int _configs;

    public IReadOnlyList<Toolset> Read(MemberReader agent)
    {
        if (!agent.Has("tools"))
            return Toolset.Default;

        var toolsets = new List<Toolset>();
        foreach (var (value, at) in agent.List("tools", TemplateLimits.ToolsetsMax))
        {
            if (MemberReader.Open(value, at, problems) is not { } entry || ReadToolset(entry) is not { } toolset)
                continue;

            if (toolsets.Exists(t => SameTools(t, toolset)))
                problems.Add(at, ProblemCodes.DuplicateItem, "The same tools are listed twice. Merge the two entries.");

            toolsets.Add(toolset);
        }

        return toolsets;
    }

    private Toolset? ReadToolset(MemberReader entry)
    {
        switch (entry.Text("type", required: true))
        {
            case null:
                return null;
            case Toolset.BuiltIn.Type:
                var builtIn = new Toolset.BuiltIn { EnabledByDefault = ReadDefaults(entry), Configs = ReadConfigs(entry, isBuiltIn: true) };
                entry.Close();
                return builtIn;
            case Toolset.Mcp.Type:
                var server = entry.Text("mcpServerName", required: true, 1, TemplateLimits.McpServerNameCharsMax);
                var mcp = new Toolset.Mcp(server ?? "") { EnabledByDefault = ReadDefaults(entry), Configs = ReadConfigs(entry, isBuiltIn: false) };
                entry.Close();
                return server is null ? null : mcp;
            case "custom":
                problems.Add(entry.At.Member("type"), ProblemCodes.CustomToolUnsupported, "Each call of a custom tool pauses the session until the client answers it, and nobody does here. Offer the tool through an MCP server.");
                return null;
            default:
                problems.Add(entry.At.Member("type"), ProblemCodes.UnknownToolset, $"Expected one of: {Toolset.BuiltIn.Type}, {Toolset.Mcp.Type}. Others might ask for approvals.");
                return null;
        }
    }

    private bool ReadDefaults(MemberReader entry)
    {
        var at = entry.At.Member("defaultConfig");
        switch (entry.Any("defaultConfig"))
        {
            case null:
                problems.Add(entry.At, ProblemCodes.ApprovalPossible, $"The toolset says nothing about approvals. {Remedy}");
                return true;
            case JsonTree.Null:
                problems.Add(at, ProblemCodes.ApprovalPossible, $"The toolset says nothing about approvals. {Remedy}");
                return true;
            case var value:
                if (MemberReader.Open(value, at, problems) is not { } defaults)
                    return true;

                var enabled = defaults.Flag("enabled") ?? true;
                if (defaults.Has("permissionPolicy"))
                    RequireAlwaysAllow(defaults);
                else
                    problems.Add(at, ProblemCodes.ApprovalPossible, $"The toolset says nothing about approvals. {Remedy}");

                defaults.Close();
                return enabled;
        }
    }

    private List<ToolConfig> ReadConfigs(MemberReader entry, bool isBuiltIn)
    {
        var configs = new List<ToolConfig>();
        foreach (var (value, at) in entry.List("configs", TemplateLimits.ToolConfigsMax))
        {
            if (++_configs == TemplateLimits.ToolConfigsMax + 1)
                problems.Add(at, ProblemCodes.TooManyItems, $"The toolsets have more than {TemplateLimits.ToolConfigsMax} tool entries together. Remove some.");

            if (MemberReader.Open(value, at, problems) is not { } config || ReadConfig(config, isBuiltIn) is not { } tool)
                continue;

            if (configs.Exists(c => string.Equals(c.Name, tool.Name, StringComparison.Ordinal)))
                problems.Add(at, ProblemCodes.DuplicateItem, "This tool has two entries. Merge them.");
            else
                configs.Add(tool);
        }

        return configs;
    }

    private ToolConfig? ReadConfig(MemberReader config, bool isBuiltIn)
    {
        var name = config.Text("name", required: true, 1, TemplateLimits.ToolNameCharsMax);
        var enabled = config.Flag("enabled");
        if (config.Has("permissionPolicy"))
            RequireAlwaysAllow(config);

        if (isBuiltIn && name is not null && !Toolset.BuiltIn.ToolNames.Contains(name, StringComparer.Ordinal))
        {
            problems.Add(config.At.Member("name"), ProblemCodes.UnknownTool, $"The built-in toolset has: {string.Join(", ", Toolset.BuiltIn.ToolNames)}.{NearestName.Suggest(name, Toolset.BuiltIn.ToolNames)}");
        }

        IReadOnlyList<string> allowed = [];
        IReadOnlyList<string> blocked = [];
        if (isBuiltIn && ToolsWithDomains.Contains(name, StringComparer.Ordinal))
            (allowed, blocked) = ReadDomains(config);

        config.Close();
        return name is null ? null : new ToolConfig(name) { Enabled = enabled, AllowedDomains = allowed, BlockedDomains = blocked };
    }

    private (IReadOnlyList<string> Allowed, IReadOnlyList<string> Blocked) ReadDomains(MemberReader config)
    {
        if (config.Has("allowedDomains") && config.Has("blockedDomains"))
            problems.Add(config.At, ProblemCodes.ConflictingMembers, "A tool has allowed or blocked domains, not both. Remove one list.");

        return (ReadDomains(config, "allowedDomains"), ReadDomains(config, "blockedDomains"));
    }

    private IReadOnlyList<string> ReadDomains(MemberReader config, string name)
    {
        if (config.Any(name) is JsonTree.List { Items.Count: 0 })
            problems.Add(config.At.Member(name), ProblemCodes.TooFewItems, "The provider refuses an empty list of domains. Leave it out, or switch the tool off.");

        return EnvironmentReader.ReadHosts(config, name, TemplateLimits.ToolDomainsMax, problems);
    }

    private void RequireAlwaysAllow(MemberReader owner)
    {
        var at = owner.At.Member("permissionPolicy");
        if (owner.Any("permissionPolicy") is not JsonTree.Members policy)
        {
            problems.Add(at, ProblemCodes.ApprovalPossible, $"The policy is not an object. {Remedy}");
            return;
        }

        if (policy.Find("type") is not JsonTree.Text { Value: AlwaysAllow })
            problems.Add(policy.Find("type") is null ? at : at.Member("type"), ProblemCodes.ApprovalPossible, $"Only 'always_allow' never asks. {Remedy}");

        var reader = MemberReader.Open(policy, at, problems)!;
        reader.Has("type");
        reader.Close();
    }

    private static bool SameTools(Toolset one, Toolset other) => (one, other) switch
    {
        (Toolset.BuiltIn, Toolset.BuiltIn) => true,
        (Toolset.Mcp a, Toolset.Mcp b) => string.Equals(a.ServerName, b.ServerName, StringComparison.Ordinal),
        _ => false,
    };
}
