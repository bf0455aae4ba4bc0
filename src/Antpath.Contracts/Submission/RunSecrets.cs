namespace Antpath.Submission;

/// <summary>The credentials of one run. They go into its vault entry only, and are destroyed at clean-up.</summary>
public sealed record RunSecrets
{
    /// <summary>The customer's key to the provider.</summary>
    public required AnthropicSecrets Anthropic { get; init; }

    /// <summary>Credentials for MCP servers of the template, at most one entry each.</summary>
    public IReadOnlyList<McpServerSecrets> McpServers { get; init; } = [];

    /// <summary>Files of the skills that the template lists as uploaded.</summary>
    public IReadOnlyList<SkillUpload> Skills { get; init; } = [];

    /// <returns>How many credentials there are, and none of them.</returns>
    public override string ToString() => $"secrets for {McpServers.Count} MCP servers and {Skills.Count} skills";
}
