namespace Antpath.Emulator.Vaults;

/// <summary>Compares MCP server URLs as the vault does: case of scheme and host, default port, trailing slash do not matter (§9.2).</summary>
internal static class McpServerUrl
{
    public static string? Normalize(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            return null;
        return url.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped).TrimEnd('/');
    }
}
