namespace Antpath.Templates;

/// <summary>The agent that does the work.</summary>
public sealed record AgentDefinition
{
    /// <summary>Which model, and how it runs.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>The system prompt as written, with its placeholders. Null: none.</summary>
    public string? System { get; init; }

    /// <summary>What the agent may use. Every toolset allows its tools without asking. Default: the built-in toolset.</summary>
    public IReadOnlyList<Toolset> Tools { get; init; } = Toolset.Default;

    /// <summary>Remote MCP servers; each is used by exactly one <see cref="Toolset.Mcp"/>.</summary>
    public IReadOnlyList<McpServer> McpServers { get; init; } = [];

    /// <summary>Skills, each pinned to a version or uploaded with the submission.</summary>
    public IReadOnlyList<SkillReference> Skills { get; init; } = [];

    /// <returns>The model only: the system prompt is content and stays out of logs.</returns>
    public override string ToString() => $"agent on {Model.Id}";
}
