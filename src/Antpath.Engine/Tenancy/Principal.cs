using Antpath.Ids;

namespace Antpath.Engine.Tenancy;

/// <summary>Who is acting, in which workspace, and with which scopes. Made only by authentication.</summary>
public sealed record Principal
{
    /// <summary>The workspace acted in.</summary>
    public required WorkspaceId Workspace { get; init; }

    /// <summary>The person whom the act is attributed to.</summary>
    public required AppUserId AppUser { get; init; }

    /// <summary>The API token used, or null for a dashboard session.</summary>
    public ApiTokenId? ApiToken { get; init; }

    /// <summary>Values of <see cref="Scope"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The request being served, for the audit trail; at most 128 characters, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the credential has a scope.</summary>
    /// <param name="scope">A value of <see cref="Scope"/>.</param>
    public bool Allows(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}
