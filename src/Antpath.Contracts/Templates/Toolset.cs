namespace Antpath.Templates;

/// <summary>A set of tools that the agent may use. Its permission policy is always <c>always_allow</c>: nobody is there to approve.</summary>
public abstract record Toolset
{
    private Toolset()
    {
    }

    /// <summary>What a template has that says nothing about tools: all built-in ones.</summary>
    public static IReadOnlyList<Toolset> Default { get; } = [new BuiltIn()];

    /// <summary>Whether tools without an entry of their own may be used.</summary>
    public bool EnabledByDefault { get; init; } = true;

    /// <summary>Entries for single tools.</summary>
    public IReadOnlyList<ToolConfig> Configs { get; init; } = [];

    /// <summary>The provider's own tools, <c>agent_toolset_20260401</c>.</summary>
    public sealed record BuiltIn : Toolset
    {
        /// <summary>The provider's name of this toolset.</summary>
        public const string Type = "agent_toolset_20260401";

        /// <summary>Names of the tools in it.</summary>
        public static IReadOnlyList<string> ToolNames { get; } = ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"];

        /// <summary>Whether a tool may be used, its own entry and the default considered.</summary>
        /// <param name="tool">One of <see cref="ToolNames"/>.</param>
        /// <returns>True when the agent may use it.</returns>
        public bool Allows(string tool) =>
            Configs.FirstOrDefault(c => string.Equals(c.Name, tool, StringComparison.Ordinal))?.Enabled ?? EnabledByDefault;
    }

    /// <summary>The tools of one MCP server.</summary>
    /// <param name="ServerName">Name of one of the agent's <see cref="AgentDefinition.McpServers"/>.</param>
    public sealed record Mcp(string ServerName) : Toolset
    {
        /// <summary>The provider's name of this kind of toolset.</summary>
        public const string Type = "mcp_toolset";
    }
}
