using System.Text;
using Antpath.Json;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>
/// Writes what a run was without its content: structure, model, names, lengths and hashes. No prompt, no variable's value,
/// no file content, and of an URL only where it leads.
/// </summary>
internal static class RedactedSnapshot
{
    public static string Write(
        Template template, RunContent content, RunSecrets secrets, IReadOnlyList<(string Name, JsonTree Value, JsonPointer At)> given)
    {
        var names = given.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var tree = new JsonMembers()
            .Add("v", 1)
            .Add("name", template.Name)
            .Add("hash", template.Hash)
            .Add("description", Measure(template.Description))
            .AddList("variables", template.Variables, v => WriteVariable(v, names.Contains(v.Name)))
            .Add("agent", WriteAgent(template.Agent, content.System))
            .Add("environment", TemplateWriter.WriteEnvironment(template.Environment))
            .Add("prompt", Measure(content.Prompt.Reveal()))
            .AddList("inputFiles", template.InputFiles, f => WriteFile(f.Path, f.Content))
            .AddList("uploadedSkills", secrets.Skills, WriteUpload)
            .Add("limits", WriteLimits(template.Limits))
            .Add("cleanup", TemplateWriter.WriteCleanup(template.Cleanup))
            .ToTree();
        return Encoding.UTF8.GetString(JsonTreeWriter.ToUtf8(tree));
    }

    private static JsonTree? Measure(string? text) => text is null
        ? null
        : new JsonMembers().Add("chars", text.Length).Add("sha256", HashOf(Encoding.UTF8.GetBytes(text))).ToTree();

    private static string HashOf(ReadOnlySpan<byte> bytes) => CanonicalJson.HashBytes(bytes)["sha256:".Length..];

    private static JsonTree WriteVariable(TemplateVariable variable, bool given) => new JsonMembers()
        .Add("name", variable.Name)
        .Add("type", variable.TypeName)
        .Add("required", variable.Required)
        .Add("given", given)
        .ToTree();

    private static JsonTree WriteAgent(AgentDefinition agent, SecretString? system) => new JsonMembers()
        .Add("model", agent.Model.Id)
        .Add("effort", agent.Model.Effort is { } effort ? WireWords.Of(WireWords.Efforts, effort) : null)
        .Add("speed", WireWords.Of(WireWords.Speeds, agent.Model.Speed))
        .Add("system", Measure(system?.Reveal()))
        .AddList("tools", agent.Tools, WriteToolset)
        .AddList("mcpServers", agent.McpServers, WriteServer)
        .AddList("skills", agent.Skills, TemplateWriter.WriteSkill)
        .ToTree();

    private static JsonTree WriteToolset(Toolset toolset) => new JsonMembers()
        .Add("type", toolset is Toolset.Mcp ? Toolset.Mcp.Type : Toolset.BuiltIn.Type)
        .Add("mcpServerName", (toolset as Toolset.Mcp)?.ServerName)
        .Add("enabled", toolset.EnabledByDefault)
        .AddList("configs", toolset.Configs, c => new JsonMembers().Add("name", c.Name).Add("enabled", c.Enabled ?? toolset.EnabledByDefault).ToTree())
        .ToTree();

    private static JsonTree WriteServer(McpServer server)
    {
        // Not the path: some servers take their token in it.
        var url = new Uri(server.Url);
        return new JsonMembers()
            .Add("name", server.Name)
            .Add("origin", url.GetLeftPart(UriPartial.Authority))
            .Add("urlSha256", HashOf(Encoding.UTF8.GetBytes(server.Url)))
            .Add("auth", WireWords.Of(WireWords.McpAuths, server.Auth))
            .ToTree();
    }

    private static JsonTree WriteFile(string path, ReadOnlyMemory<byte> content) =>
        new JsonMembers().Add("path", path).Add("bytes", content.Length).Add("sha256", HashOf(content.Span)).ToTree();

    private static JsonTree WriteUpload(SkillUpload skill) =>
        new JsonMembers().Add("name", skill.Name).AddList("files", skill.Files, f => WriteFile(f.Path, f.Content)).ToTree();

    private static JsonTree WriteLimits(RequestedLimits limits) => new JsonMembers()
        .Add("maxDurationSeconds", limits.MaxDuration.TotalSeconds)
        .Add("budgetUsd", (double?)limits.BudgetUsd)
        .ToTree();
}
