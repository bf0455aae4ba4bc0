using Antpath.Ids;
using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy;

/// <summary>What came of a presented API token. Only <see cref="Valid"/> lets anybody in.</summary>
public abstract record TokenAuthentication
{
    private TokenAuthentication()
    {
    }

    /// <summary>The token is good.</summary>
    /// <param name="Principal">Who acts.</param>
    /// <param name="WhoAmI">What may be told to the holder.</param>
    public sealed record Valid(Principal Principal, WhoAmI WhoAmI) : TokenAuthentication;

    /// <summary>Not in the form of a token, or its checksum is wrong: a typo or a cut-off copy.</summary>
    public sealed record Malformed : TokenAuthentication;

    /// <summary>Well-formed, but no token of this installation.</summary>
    public sealed record Unknown : TokenAuthentication;

    /// <summary>It was revoked.</summary>
    /// <param name="ApiToken">Which token.</param>
    public sealed record Revoked(ApiTokenId ApiToken) : TokenAuthentication;

    /// <summary>Its time is over.</summary>
    /// <param name="ApiToken">Which token.</param>
    public sealed record Expired(ApiTokenId ApiToken) : TokenAuthentication;

    /// <summary>The person who made it is disabled or no longer a member of the workspace.</summary>
    /// <param name="ApiToken">Which token.</param>
    public sealed record CreatorDisabled(ApiTokenId ApiToken) : TokenAuthentication;

    /// <summary>The workspace is suspended or being deleted.</summary>
    /// <param name="Workspace">Which workspace.</param>
    public sealed record WorkspaceClosed(WorkspaceId Workspace) : TokenAuthentication;
}
