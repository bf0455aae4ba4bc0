namespace Antpath.Engine.Tenancy.Members;

/// <summary>Whether a change of memberships may be made.</summary>
internal enum MembershipVerdict
{
    /// <summary>It may.</summary>
    Allowed,

    /// <summary>Nobody of that id is a member.</summary>
    NotFound,

    /// <summary>The acting person's role is too low.</summary>
    RoleInsufficient,

    /// <summary>The workspace would be left without an owner who can sign in.</summary>
    LastOwner,
}
