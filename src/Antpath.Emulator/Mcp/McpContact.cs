namespace Antpath.Emulator.Mcp;

/// <summary>What came of contacting one MCP server at the start of a turn.</summary>
/// <param name="ErrorType">Null when it answered; otherwise a type of §13.5.</param>
/// <param name="Tools">Names of the tools it offers.</param>
internal sealed record McpContact(string ServerName, string? ErrorType, string Message, IReadOnlyList<string> Tools)
{
    /// <summary>The MCP method that failed, if one did.</summary>
    public string? FailedMethod { get; init; }

    /// <summary>The HTTP status it failed with; null when there was no answer.</summary>
    public int? FailedStatus { get; init; }
}
