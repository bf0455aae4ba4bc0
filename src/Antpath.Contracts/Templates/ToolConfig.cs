namespace Antpath.Templates;

/// <summary>An entry for one tool of a toolset.</summary>
/// <param name="Name">The tool's name; 1 to 128 characters.</param>
public sealed record ToolConfig(string Name)
{
    /// <summary>Whether the agent may use it. Null: as the toolset says.</summary>
    public bool? Enabled { get; init; }

    /// <summary>For <c>web_search</c> and <c>web_fetch</c>: the only hosts they may use, up to 64. Empty: no such limit. Excludes <see cref="BlockedDomains"/>.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>For <c>web_search</c> and <c>web_fetch</c>: hosts they may not use, up to 64.</summary>
    public IReadOnlyList<string> BlockedDomains { get; init; } = [];
}
