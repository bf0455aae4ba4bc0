using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>What came of a wish to invite somebody.</summary>
public abstract record InvitationResult
{
    private InvitationResult()
    {
    }

    /// <summary>The invitation waits.</summary>
    /// <param name="View">The invitation.</param>
    /// <param name="Secret">What its link carries; shown once.</param>
    /// <param name="WorkspaceName">The workspace's name, for the mail.</param>
    public sealed record Created(InvitationView View, InvitationText Secret, string WorkspaceName) : InvitationResult;

    /// <summary>The acting person may not give that role.</summary>
    public sealed record RoleInsufficient : InvitationResult;

    /// <summary>What was given as an e-mail address is none.</summary>
    public sealed record AddressInvalid : InvitationResult;

    /// <summary>Somebody with that address belongs to the workspace already.</summary>
    public sealed record AlreadyMember : InvitationResult;

    /// <summary>As many invitations as allowed wait already.</summary>
    /// <param name="InvitationsMax">How many that is.</param>
    public sealed record TooMany(int InvitationsMax) : InvitationResult;

    /// <summary>The workspace is suspended, being deleted or gone.</summary>
    public sealed record Closed : InvitationResult;
}
