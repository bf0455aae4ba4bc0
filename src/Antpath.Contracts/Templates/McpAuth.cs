namespace Antpath.Templates;

/// <summary>How an MCP server knows its caller.</summary>
public enum McpAuth
{
    /// <summary>It does not need to. A submission may still send a token.</summary>
    None,

    /// <summary>By a bearer token that each submission brings along in its secrets.</summary>
    RequiredStaticBearer,
}
