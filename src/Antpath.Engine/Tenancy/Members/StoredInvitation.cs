using System.Security.Cryptography;
using Antpath.Engine.Configuration;
using Antpath.Ids;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>What the database knows of an invitation that waits, and of the person who holds its link.</summary>
internal sealed record StoredInvitation
{
    public required InvitationId Id { get; init; }

    public required WorkspaceId Workspace { get; init; }

    public required string WorkspaceName { get; init; }

    public required string Role { get; init; }

    public required string? Email { get; init; }

    public required byte[] Hash { get; init; }

    public required string PepperId { get; init; }

    public required string InviterName { get; init; }

    /// <summary>The inviting person's role now; null when they left or may not sign in.</summary>
    public required string? InviterRole { get; init; }

    /// <summary>The holder's own address, which their sign-in has verified, in lower case.</summary>
    public required string? PersonEmail { get; init; }

    public required bool AlreadyMember { get; init; }

    public required int Members { get; init; }

    /// <summary>Decides what its holder may do with it. A wrong secret learns nothing about the invitation whose id it guessed.</summary>
    /// <param name="presented">The secret of the link.</param>
    /// <param name="peppers">The keys of the hashes.</param>
    /// <param name="membersMax">Members the workspace may have.</param>
    public InvitationOffer Judge(InvitationText presented, KeyRing peppers, int membersMax)
    {
        if (!peppers.TryGet(PepperId, out var pepper) || !CryptographicOperations.FixedTimeEquals(Hash, presented.HashWith(pepper)))
            return new InvitationOffer.Gone();
        if (!MembershipRules.MayInvite(InviterRole, Role))
            return new InvitationOffer.Gone();
        if (Email is not null && Email != PersonEmail)
            return new InvitationOffer.OtherAddress();
        if (AlreadyMember)
            return new InvitationOffer.AlreadyMember(Workspace);
        return Members >= membersMax ? new InvitationOffer.Full() : new InvitationOffer.Open(Workspace, WorkspaceName, Role, InviterName);
    }
}
