namespace Antpath.Templates;

/// <summary>A remote MCP server.</summary>
/// <param name="Name">1 to 255 characters, unique in the template.</param>
/// <param name="Url">Absolute https URL, at most 2,048 characters, without user, password and fragment.</param>
/// <param name="Auth">How it knows the caller.</param>
public sealed record McpServer(string Name, string Url, McpAuth Auth = McpAuth.None)
{
    /// <returns>The name: an URL may hold more than others should read.</returns>
    public override string ToString() => Name;
}
