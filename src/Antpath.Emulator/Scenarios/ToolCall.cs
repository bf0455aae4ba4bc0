using System.Text.Json.Nodes;

namespace Antpath.Emulator.Scenarios;

/// <summary>A tool call inside a model request.</summary>
internal sealed record ToolCall
{
    /// <summary>A built-in tool, an MCP tool when <see cref="McpServer"/> is set, or a custom tool when <see cref="Custom"/> is.</summary>
    public required string Name { get; init; }

    public required JsonObject Input { get; init; }

    public string Result { get; init; } = "";

    public bool Failed { get; init; }

    public TimeSpan Takes { get; init; } = TimeSpan.FromMilliseconds(120);

    /// <summary>Pauses for approval whatever the configured policy says (§18.1).</summary>
    public bool AsksAlways { get; init; }

    /// <summary>Denied by the server's own judgement where the policy is <c>auto</c> (§7.1).</summary>
    public bool Risky { get; init; }

    public bool Custom { get; init; }

    public string? McpServer { get; init; }

    /// <summary>Files that the call leaves under the output folder.</summary>
    public IReadOnlyList<OutputFile> Writes { get; init; } = [];
}
