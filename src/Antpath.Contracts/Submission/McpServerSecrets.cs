namespace Antpath.Submission;

/// <summary>Credentials for one MCP server.</summary>
public sealed record McpServerSecrets
{
    private const string Scheme = "Bearer ";
    private const string AuthorizationName = "Authorization";

    /// <summary>The server's name in the template.</summary>
    public required string Name { get; init; }

    /// <summary>The server's URL exactly as in the template: a token must not go to another place than its owner thought.</summary>
    public required string Url { get; init; }

    /// <summary>Headers for it. The provider can deliver <c>Authorization: Bearer …</c> only; others are refused.</summary>
    public IReadOnlyDictionary<string, SecretString> Headers { get; init; } = new Dictionary<string, SecretString>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The bearer token in <see cref="Headers"/>, without the scheme. Null: none.</summary>
    public SecretString? BearerToken
    {
        get
        {
            foreach (var (name, value) in Headers)
            {
                if (string.Equals(name, AuthorizationName, StringComparison.OrdinalIgnoreCase))
                    return TokenIn(value.Reveal());
            }

            return null;
        }
    }

    /// <summary>Credentials that are a bearer token.</summary>
    /// <param name="name">The server's name in the template.</param>
    /// <param name="url">The server's URL exactly as in the template.</param>
    /// <param name="token">The token, without the scheme.</param>
    /// <returns>The credentials.</returns>
    public static McpServerSecrets WithBearer(string name, string url, SecretString token) => new()
    {
        Name = name,
        Url = url,
        Headers = new Dictionary<string, SecretString>(StringComparer.OrdinalIgnoreCase) { [AuthorizationName] = Scheme + token.Reveal() },
    };

    /// <returns>The name.</returns>
    public override string ToString() => Name;

    internal static SecretString? TokenIn(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        var token = authorization[Scheme.Length..].Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f') ? new SecretString(token) : null;
    }
}
