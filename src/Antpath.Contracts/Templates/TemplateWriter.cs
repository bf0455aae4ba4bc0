using Antpath.Json;

namespace Antpath.Templates;

/// <summary>
/// Writes a template in its normal form: members in a fixed order, everything that equals its default left out. Defaults
/// are therefore frozen: changing one would change what an old hash means.
/// </summary>
internal static class TemplateWriter
{
    public static JsonTree Write(Template template) => new JsonMembers()
        .Add("name", template.Name)
        .Add("description", template.Description)
        .Add("variables", WriteVariables(template.Variables))
        .Add("agent", WriteAgent(template.Agent))
        .Add("environment", WriteEnvironment(template.Environment))
        .Add("prompt", template.Prompt)
        .AddList("inputFiles", template.InputFiles, f => FileReader.Write(f.Path, f.Content))
        .Add("limits", WriteLimits(template.Limits))
        .Add("cleanup", WriteCleanup(template.Cleanup))
        .ToTree();

    public static JsonTree? WriteCleanup(CleanupPolicy? cleanup) =>
        cleanup is null ? null : new JsonMembers().Add("claudeSession", WireWords.Of(WireWords.Cleanups, cleanup.ClaudeSession)).ToTree();

    public static JsonTree WriteAgent(AgentDefinition agent) => new JsonMembers()
        .Add("model", WriteModel(agent.Model))
        .Add("system", agent.System)
        .Add("tools", WriteTools(agent.Tools))
        .AddList("mcpServers", agent.McpServers, WriteServer)
        .AddList("skills", agent.Skills, WriteSkill)
        .ToTree();

    public static JsonTree? WriteEnvironment(EnvironmentDefinition environment) => new JsonMembers()
        .Add("networking", WriteNetworking(environment.Networking))
        .Add("packages", WritePackages(environment.Packages))
        .ToTreeOrNull();

    public static JsonTree? WriteLimits(RequestedLimits limits)
    {
        var seconds = limits.MaxDuration.TotalSeconds;
        return new JsonMembers()
            .Add("maxDurationSeconds", seconds == TemplateLimits.DurationSecondsDefault ? null : seconds)
            .Add("budgetUsd", (double?)limits.BudgetUsd)
            .ToTreeOrNull();
    }

    private static JsonTree? WriteVariables(IReadOnlyList<TemplateVariable> variables)
    {
        var members = new JsonMembers();
        foreach (var variable in variables)
            members.Add(variable.Name, WriteVariable(variable));

        return members.ToTreeOrNull();
    }

    private static JsonTree WriteVariable(TemplateVariable variable)
    {
        var members = new JsonMembers()
            .Add("type", variable.TypeName)
            .Add("description", variable.Description)
            .Add("required", variable.Required ? true : null);
        _ = variable switch
        {
            TemplateVariable.String v => members.Add("default", v.Default).Add("minLength", (double?)v.MinLength).Add("maxLength", (double?)v.MaxLength),
            TemplateVariable.Integer v => members.Add("default", (double?)v.Default).Add("minimum", (double?)v.Minimum).Add("maximum", (double?)v.Maximum),
            TemplateVariable.Number v => members.Add("default", v.Default).Add("minimum", v.Minimum).Add("maximum", v.Maximum),
            TemplateVariable.Boolean v => members.Add("default", v.Default),
            TemplateVariable.Enum v => members.Add("default", v.Default).Add("values", JsonTree.Of(v.Values)),
            _ => members,
        };
        return members.ToTree();
    }

    private static JsonTree WriteModel(ModelChoice model)
    {
        if (model.Effort is null && model.Speed == ModelSpeed.Standard)
            return JsonTree.Of(model.Id);

        return new JsonMembers()
            .Add("id", model.Id)
            .Add("effort", model.Effort is { } effort ? WireWords.Of(WireWords.Efforts, effort) : null)
            .Add("speed", model.Speed == ModelSpeed.Standard ? null : WireWords.Of(WireWords.Speeds, model.Speed))
            .ToTree();
    }

    private static JsonTree.List? WriteTools(IReadOnlyList<Toolset> tools) =>
        tools is [Toolset.BuiltIn { EnabledByDefault: true, Configs.Count: 0 }] ? null : new JsonTree.List([.. tools.Select(WriteToolset)]);

    private static JsonTree WriteToolset(Toolset toolset)
    {
        var allow = new JsonMembers().Add("type", "always_allow").ToTree();
        return new JsonMembers()
            .Add("type", toolset is Toolset.Mcp ? Toolset.Mcp.Type : Toolset.BuiltIn.Type)
            .Add("mcpServerName", (toolset as Toolset.Mcp)?.ServerName)
            .Add("defaultConfig", new JsonMembers().Add("enabled", toolset.EnabledByDefault ? null : false).Add("permissionPolicy", allow).ToTree())
            .AddList("configs", toolset.Configs, WriteConfig)
            .ToTree();
    }

    private static JsonTree WriteConfig(ToolConfig config) => new JsonMembers()
        .Add("name", config.Name)
        .Add("enabled", config.Enabled)
        .AddList("allowedDomains", config.AllowedDomains)
        .AddList("blockedDomains", config.BlockedDomains)
        .ToTree();

    private static JsonTree WriteServer(McpServer server) => new JsonMembers()
        .Add("name", server.Name)
        .Add("url", server.Url)
        .Add("auth", server.Auth == McpAuth.None ? null : new JsonMembers().Add("type", WireWords.Of(WireWords.McpAuths, server.Auth)).ToTree())
        .ToTree();

    public static JsonTree WriteSkill(SkillReference skill) => skill switch
    {
        SkillReference.Anthropic s => new JsonMembers().Add("type", "anthropic").Add("skillId", s.SkillId).Add("version", s.Version).ToTree(),
        SkillReference.Custom s => new JsonMembers().Add("type", "custom").Add("skillId", s.SkillId).Add("version", s.Version).ToTree(),
        SkillReference.Uploaded s => new JsonMembers().Add("type", "uploaded").Add("name", s.Name).ToTree(),
        _ => throw new System.Diagnostics.UnreachableException($"skill {skill}"),
    };

    private static JsonTree? WriteNetworking(Networking networking)
    {
        if (networking is not Networking.Limited limited)
            return null;

        return new JsonMembers()
            .Add("type", "limited")
            .AddList("allowedHosts", limited.AllowedHosts)
            .Add("allowMcpServers", limited.AllowMcpServers ? true : null)
            .Add("allowPackageManagers", limited.AllowPackageManagers ? true : null)
            .ToTree();
    }

    private static JsonTree? WritePackages(PackageSet packages) => new JsonMembers()
        .AddList("apt", packages.Apt)
        .AddList("cargo", packages.Cargo)
        .AddList("gem", packages.Gem)
        .AddList("go", packages.Go)
        .AddList("npm", packages.Npm)
        .AddList("pip", packages.Pip)
        .ToTreeOrNull();
}
