using Antpath.Ids;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>What an invitation's link means to the person who opened it.</summary>
public abstract record InvitationOffer
{
    private InvitationOffer()
    {
    }

    /// <summary>It can be accepted or declined.</summary>
    /// <param name="Workspace">The workspace.</param>
    /// <param name="WorkspaceName">Its name.</param>
    /// <param name="Role">The role it gives.</param>
    /// <param name="InviterName">Who invites.</param>
    public sealed record Open(WorkspaceId Workspace, string WorkspaceName, string Role, string InviterName) : InvitationOffer;

    /// <summary>They belong to the workspace already.</summary>
    /// <param name="Workspace">The workspace.</param>
    public sealed record AlreadyMember(WorkspaceId Workspace) : InvitationOffer;

    /// <summary>It was made for another e-mail address than theirs.</summary>
    public sealed record OtherAddress : InvitationOffer;

    /// <summary>The workspace has as many members as it may have.</summary>
    public sealed record Full : InvitationOffer;

    /// <summary>It was answered, revoked or replaced, is too old, was never made, or whoever made it may not give its role any more.</summary>
    public sealed record Gone : InvitationOffer;
}
