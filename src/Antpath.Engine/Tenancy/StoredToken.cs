using System.Security.Cryptography;
using Antpath.Engine.Configuration;
using Antpath.Ids;
using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy;

/// <summary>What the database knows of one API token and of what it depends on.</summary>
internal sealed record StoredToken
{
    private const string ActiveWorkspace = "active";
    private const string ActiveMembership = "active";

    public required ApiTokenId Id { get; init; }

    public required WorkspaceId Workspace { get; init; }

    public required AppUserId Creator { get; init; }

    public required string Name { get; init; }

    public required byte[] Hash { get; init; }

    public required string PepperId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required bool Revoked { get; init; }

    public required bool CreatorEnabled { get; init; }

    /// <summary>The creator's role now, or null when they never were a member.</summary>
    public string? Role { get; init; }

    public string? MembershipStatus { get; init; }

    public required string WorkspaceName { get; init; }

    public required string WorkspaceStatus { get; init; }

    /// <summary>Decides about a presented token. An unknown secret learns nothing about the token whose id it guessed.</summary>
    public TokenAuthentication Judge(ApiTokenText presented, KeyRing peppers, DateTimeOffset now)
    {
        if (!peppers.TryGet(PepperId, out var pepper) || !CryptographicOperations.FixedTimeEquals(Hash, presented.HashWith(pepper)))
            return new TokenAuthentication.Unknown();
        if (Revoked)
            return new TokenAuthentication.Revoked(Id);
        if (ExpiresAt <= now)
            return new TokenAuthentication.Expired(Id);
        if (!CreatorEnabled || MembershipStatus != ActiveMembership)
            return new TokenAuthentication.CreatorDisabled(Id);
        if (WorkspaceStatus != ActiveWorkspace)
            return new TokenAuthentication.WorkspaceClosed(Workspace);

        // a person who may do less than before cannot do more through a token made before
        List<string> scopes = [.. Scopes.Intersect(Scope.OfRole(Role ?? ""), StringComparer.Ordinal)];
        return new TokenAuthentication.Valid(
            new Principal { Workspace = Workspace, AppUser = Creator, ApiToken = Id, Scopes = scopes },
            new WhoAmI
            {
                Workspace = new WorkspaceReference { Id = Workspace, Name = WorkspaceName },
                AppUserId = Creator,
                ApiTokenId = Id,
                TokenName = Name,
                Scopes = scopes,
                ExpiresAt = ExpiresAt,
            });
    }
}
