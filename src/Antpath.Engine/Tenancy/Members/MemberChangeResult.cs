using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>What came of a wish to change memberships.</summary>
public abstract record MemberChangeResult
{
    private MemberChangeResult()
    {
    }

    /// <summary>It is so, now or before.</summary>
    /// <param name="Members">The members as they are now.</param>
    public sealed record Done(MemberList Members) : MemberChangeResult;

    /// <summary>Nobody of that id belongs to the workspace, or, for a transfer, could use it.</summary>
    public sealed record NotFound : MemberChangeResult;

    /// <summary>The acting person's role is too low.</summary>
    public sealed record RoleInsufficient : MemberChangeResult;

    /// <summary>The workspace would be left without an owner who can sign in.</summary>
    public sealed record LastOwner : MemberChangeResult;

    /// <summary>The workspace is suspended, being deleted or gone.</summary>
    public sealed record Closed : MemberChangeResult;

    internal static MemberChangeResult Of(MembershipVerdict verdict) => verdict switch
    {
        MembershipVerdict.NotFound => new NotFound(),
        MembershipVerdict.RoleInsufficient => new RoleInsufficient(),
        MembershipVerdict.LastOwner => new LastOwner(),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "an allowed change has a result of its own"),
    };
}
