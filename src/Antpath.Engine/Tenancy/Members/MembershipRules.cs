using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>Who may change whose membership. Nobody gives, takes or touches a role above their own, and a workspace keeps an owner who can sign in.</summary>
internal static class MembershipRules
{
    /// <summary>Another role for a member, themselves included.</summary>
    public static MembershipVerdict ChangeRole(Standing standing, string role)
    {
        if (!Manages(standing.Actor))
            return MembershipVerdict.RoleInsufficient;
        if (standing.Target is not { } current)
            return MembershipVerdict.NotFound;
        if (!MemberRole.Reaches(standing.Actor, current) || !MemberRole.Reaches(standing.Actor, role))
            return MembershipVerdict.RoleInsufficient;
        return current == MemberRole.Owner && role != MemberRole.Owner && standing.OtherOwners == 0 ? MembershipVerdict.LastOwner : MembershipVerdict.Allowed;
    }

    /// <summary>Removing a member; anybody may leave.</summary>
    public static MembershipVerdict Remove(Standing standing)
    {
        if (!standing.Self && !Manages(standing.Actor))
            return MembershipVerdict.RoleInsufficient;
        if (standing.Target is not { } current)
            return MembershipVerdict.NotFound;
        if (!MemberRole.Reaches(standing.Actor, current))
            return MembershipVerdict.RoleInsufficient;
        return current == MemberRole.Owner && standing.OtherOwners == 0 ? MembershipVerdict.LastOwner : MembershipVerdict.Allowed;
    }

    /// <summary>Making another member the owner in one's own place.</summary>
    public static MembershipVerdict Transfer(Standing standing)
    {
        if (standing.Actor != MemberRole.Owner)
            return MembershipVerdict.RoleInsufficient;
        return standing is { Target: not null, TargetEnabled: true, Self: false } ? MembershipVerdict.Allowed : MembershipVerdict.NotFound;
    }

    /// <summary>Inviting somebody as something.</summary>
    public static bool MayInvite(string? actor, string role) => Manages(actor) && MemberRole.Reaches(actor, role);

    /// <summary>Whether a role manages members and invitations at all.</summary>
    public static bool Manages(string? role) => MemberRole.Reaches(role, MemberRole.Admin);
}
