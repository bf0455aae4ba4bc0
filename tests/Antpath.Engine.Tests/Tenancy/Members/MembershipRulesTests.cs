using Antpath.Engine.Tenancy.Members;
using Antpath.Workspaces;

namespace Antpath.Engine.Tests.Tenancy.Members;

/// <summary>The rules over every pair of roles.</summary>
public sealed class MembershipRulesTests
{
    private static readonly string?[] Roles = [.. MemberRole.All, null];

    [Fact]
    public void Nobody_gives_takes_or_touches_a_role_above_their_own()
    {
        foreach (var (actor, target, role) in from a in Roles from t in Roles from r in MemberRole.All select (a, t, r))
        {
            var standing = Standing(actor, target);
            if (MembershipRules.ChangeRole(standing, role) == MembershipVerdict.Allowed)
                Assert.True(Place(actor) <= Place(target) && Place(actor) <= Place(role) && Place(actor) <= 1, $"{actor} made a {target} {role}");
            if (MembershipRules.Remove(standing) == MembershipVerdict.Allowed)
                Assert.True(Place(actor) <= Place(target) && Place(actor) <= 1, $"{actor} removed a {target}");
            if (MembershipRules.MayInvite(actor, role))
                Assert.True(Place(actor) <= Place(role) && Place(actor) <= 1, $"{actor} invited {role}");
        }
    }

    [Theory]
    [InlineData("owner", "admin", "owner", MembershipVerdict.Allowed)]
    [InlineData("owner", "owner", "viewer", MembershipVerdict.Allowed)]
    [InlineData("admin", "member", "admin", MembershipVerdict.Allowed)]
    [InlineData("admin", "admin", "viewer", MembershipVerdict.Allowed)]
    [InlineData("admin", "member", "owner", MembershipVerdict.RoleInsufficient)]
    [InlineData("admin", "owner", "admin", MembershipVerdict.RoleInsufficient)]
    [InlineData("member", "viewer", "member", MembershipVerdict.RoleInsufficient)]
    [InlineData("viewer", "viewer", "viewer", MembershipVerdict.RoleInsufficient)]
    [InlineData(null, "viewer", "viewer", MembershipVerdict.RoleInsufficient)]
    [InlineData("owner", null, "viewer", MembershipVerdict.NotFound)]
    [InlineData("member", null, "viewer", MembershipVerdict.RoleInsufficient)]
    internal void A_role_is_changed_by_those_who_may(string? actor, string? target, string role, MembershipVerdict verdict) =>
        Assert.Equal(verdict, MembershipRules.ChangeRole(Standing(actor, target), role));

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    [InlineData("member")]
    [InlineData("viewer")]
    public void Anybody_may_leave_but_the_last_owner(string role)
    {
        var standing = Standing(role, role) with { Self = true };

        Assert.Equal(MembershipVerdict.Allowed, MembershipRules.Remove(standing));
        Assert.Equal(role == "owner" ? MembershipVerdict.LastOwner : MembershipVerdict.Allowed, MembershipRules.Remove(standing with { OtherOwners = 0 }));
    }

    [Fact]
    public void The_last_owner_keeps_the_role()
    {
        var last = Standing("owner", "owner") with { Self = true, OtherOwners = 0 };

        Assert.Equal(MembershipVerdict.LastOwner, MembershipRules.ChangeRole(last, "admin"));
        Assert.Equal(MembershipVerdict.Allowed, MembershipRules.ChangeRole(last, "owner"));
        Assert.Equal(MembershipVerdict.LastOwner, MembershipRules.Remove(last with { Self = false }));
    }

    [Fact]
    public void Ownership_goes_from_an_owner_to_another_member_who_can_sign_in()
    {
        Assert.Equal(MembershipVerdict.Allowed, MembershipRules.Transfer(Standing("owner", "viewer") with { OtherOwners = 0 }));
        Assert.Equal(MembershipVerdict.RoleInsufficient, MembershipRules.Transfer(Standing("admin", "viewer")));
        Assert.Equal(MembershipVerdict.NotFound, MembershipRules.Transfer(Standing("owner", null)));
        Assert.Equal(MembershipVerdict.NotFound, MembershipRules.Transfer(Standing("owner", "admin") with { TargetEnabled = false }));
        Assert.Equal(MembershipVerdict.NotFound, MembershipRules.Transfer(Standing("owner", "owner") with { Self = true }));
    }

    private static Standing Standing(string? actor, string? target) =>
        new() { Actor = actor, Target = target, Self = false, TargetEnabled = true, OtherOwners = 1 };

    private static int Place(string? role) => role is null ? int.MaxValue : MemberRole.All.Index().Single(r => r.Item == role).Index;
}
