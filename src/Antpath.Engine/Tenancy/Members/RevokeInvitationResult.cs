namespace Antpath.Engine.Tenancy.Members;

/// <summary>What came of a wish to revoke an invitation.</summary>
public enum RevokeInvitationResult
{
    /// <summary>Its link is worthless now.</summary>
    Revoked,

    /// <summary>No invitation of that id waits in the workspace.</summary>
    NotFound,

    /// <summary>The acting person's role is too low.</summary>
    RoleInsufficient,

    /// <summary>The workspace is suspended, being deleted or gone.</summary>
    Closed,
}
