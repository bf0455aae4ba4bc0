using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Tenancy.Members;

public sealed class WorkspaceMembersTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private readonly MembersBench _bench = new(database);
    private Principal _owner = null!;

    private WorkspaceMembers Members => _bench.Members;

    public async ValueTask InitializeAsync() => _owner = await _bench.Engine.NewPrincipalAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Members_are_listed_by_role_and_only_those_of_the_workspace()
    {
        var viewer = await _bench.JoinAsync(_owner, "viewer");
        var admin = await _bench.JoinAsync(_owner, "admin");
        await _bench.Engine.NewPrincipalAsync();

        var list = await Members.ListAsync(_owner.Workspace, CancellationToken.None);

        Assert.Equal([(_owner.AppUser, "owner"), (admin.AppUser, "admin"), (viewer.AppUser, "viewer")], list.Data.Select(m => (m.AppUserId, m.Role)));
        Assert.Equal(100, list.MembersMax);
        Assert.All(list.Data, m => Assert.Contains('@', m.Email!));
    }

    [Fact]
    public async Task A_role_is_changed_told_and_audited_without_the_address()
    {
        var member = await _bench.JoinAsync(_owner, "member");

        var done = Assert.IsType<MemberChangeResult.Done>(await Members.ChangeRoleAsync(_owner, member.AppUser, "admin", CancellationToken.None));

        Assert.Contains(done.Members.Data, m => m.AppUserId == member.AppUser && m.Role == "admin");
        Assert.Equal(
            $$"""member.role|{{member.AppUser}}|{{_owner.AppUser.Value}}|{"to": "admin", "from": "member"}""", await _bench.LastLineAsync(_owner.Workspace));
        await Members.ChangeRoleAsync(_owner, member.AppUser, "admin", CancellationToken.None);
        Assert.Equal(1L, await CountLinesAsync("member.role")); // the second time nothing changed
    }

    [Fact]
    public async Task An_admin_neither_makes_owners_nor_touches_them()
    {
        var admin = await _bench.JoinAsync(_owner, "admin");
        var member = await _bench.JoinAsync(_owner, "member");

        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.ChangeRoleAsync(admin, member.AppUser, "owner", CancellationToken.None));
        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.ChangeRoleAsync(admin, _owner.AppUser, "viewer", CancellationToken.None));
        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.RemoveAsync(admin, _owner.AppUser, CancellationToken.None));
        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.TransferAsync(admin, member.AppUser, CancellationToken.None));
        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.RemoveAsync(member, admin.AppUser, CancellationToken.None));
        Assert.Equal([(_owner.AppUser, "owner"), (admin.AppUser, "admin"), (member.AppUser, "member")], await _bench.RolesAsync(_owner.Workspace));
    }

    [Fact]
    public async Task Who_was_lowered_a_moment_ago_changes_nothing_with_an_old_principal()
    {
        var admin = await _bench.JoinAsync(_owner, "admin");
        await Members.ChangeRoleAsync(_owner, admin.AppUser, "viewer", CancellationToken.None);

        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.ChangeRoleAsync(admin, admin.AppUser, "admin", CancellationToken.None));
    }

    [Fact]
    public async Task People_of_another_workspace_are_not_found_and_do_nothing_here()
    {
        var member = await _bench.JoinAsync(_owner, "member");
        var stranger = await _bench.Engine.NewPrincipalAsync();

        Assert.IsType<MemberChangeResult.NotFound>(await Members.RemoveAsync(stranger, member.AppUser, CancellationToken.None));
        Assert.IsType<MemberChangeResult.NotFound>(await Members.ChangeRoleAsync(stranger, member.AppUser, "viewer", CancellationToken.None));
        Assert.IsType<MemberChangeResult.NotFound>(await Members.TransferAsync(stranger, member.AppUser, CancellationToken.None));
        var forged = stranger with { Workspace = _owner.Workspace };
        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.RemoveAsync(forged, member.AppUser, CancellationToken.None));
        Assert.Equal([(_owner.AppUser, "owner"), (member.AppUser, "member")], await _bench.RolesAsync(_owner.Workspace));
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_leave_one()
    {
        for (var round = 0; round < 10; round++)
        {
            var first = await _bench.Engine.NewPrincipalAsync();
            var second = await _bench.JoinAsync(first, "owner");

            var results = await Task.WhenAll(
                Members.RemoveAsync(first, first.AppUser, CancellationToken.None), Members.RemoveAsync(second, second.AppUser, CancellationToken.None));

            Assert.Single(results.OfType<MemberChangeResult.Done>());
            Assert.Single(results.OfType<MemberChangeResult.LastOwner>());
            Assert.Equal("owner", Assert.Single(await _bench.RolesAsync(first.Workspace)).Role);
        }
    }

    [Fact]
    public async Task Two_owners_who_lower_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 10; round++)
        {
            var first = await _bench.Engine.NewPrincipalAsync();
            var second = await _bench.JoinAsync(first, "owner");

            var results = await Task.WhenAll(
                Members.ChangeRoleAsync(first, second.AppUser, "viewer", CancellationToken.None), Members.ChangeRoleAsync(second, first.AppUser, "viewer", CancellationToken.None));

            Assert.Single(results.OfType<MemberChangeResult.Done>());
            Assert.Single(await _bench.RolesAsync(first.Workspace), m => m.Role == "owner");
        }
    }

    [Fact]
    public async Task An_owner_who_cannot_sign_in_is_no_owner_to_leave_behind()
    {
        var other = await _bench.JoinAsync(_owner, "owner");
        await _bench.Engine.ExecuteAsync("update app_users set disabled_at = now() where id = $1", other.AppUser.Value);

        Assert.IsType<MemberChangeResult.LastOwner>(await Members.RemoveAsync(_owner, _owner.AppUser, CancellationToken.None));
        Assert.IsType<MemberChangeResult.LastOwner>(await Members.ChangeRoleAsync(_owner, _owner.AppUser, "admin", CancellationToken.None));
        Assert.IsType<MemberChangeResult.NotFound>(await Members.TransferAsync(_owner, other.AppUser, CancellationToken.None));
        Assert.IsType<MemberChangeResult.Done>(await Members.RemoveAsync(_owner, other.AppUser, CancellationToken.None));
    }

    [Fact]
    public async Task Ownership_goes_over_whole()
    {
        var member = await _bench.JoinAsync(_owner, "member");

        Assert.IsType<MemberChangeResult.Done>(await Members.TransferAsync(_owner, member.AppUser, CancellationToken.None));

        Assert.Equal([(member.AppUser, "owner"), (_owner.AppUser, "admin")], await _bench.RolesAsync(_owner.Workspace));
        Assert.StartsWith($"workspace.transfer|{member.AppUser}|{_owner.AppUser.Value}", await _bench.LastLineAsync(_owner.Workspace), StringComparison.Ordinal);
        Assert.IsType<MemberChangeResult.RoleInsufficient>(await Members.TransferAsync(_owner, member.AppUser, CancellationToken.None));
    }

    [Fact]
    public async Task Removal_ends_what_the_persons_tokens_could_do_and_coming_back_does_not_revive_them()
    {
        var member = await _bench.JoinAsync(_owner, "member");
        var tokens = _bench.Engine.Get<ApiTokens>();
        var (text, _) = await tokens.CreateAsync(_owner.Workspace, member.AppUser, "ci", [Scope.Read], null, CancellationToken.None);
        Assert.IsType<TokenAuthentication.Valid>(await tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));

        Assert.IsType<MemberChangeResult.Done>(await Members.RemoveAsync(_owner, member.AppUser, CancellationToken.None));
        Assert.IsType<TokenAuthentication.Revoked>(await tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));
        await _bench.Engine.ExecuteAsync("update api_tokens set revoked_at = null where creator_app_user_id = $1", member.AppUser.Value);
        Assert.IsType<TokenAuthentication.CreatorDisabled>(await tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None)); // the membership alone is enough
        await _bench.Engine.ExecuteAsync("update api_tokens set revoked_at = now() where creator_app_user_id = $1", member.AppUser.Value);

        var again = await _bench.InviteAsync(_owner, "viewer");
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.AcceptAsync(member.AppUser, again.Secret.Reveal(), null, CancellationToken.None));
        Assert.Contains((member.AppUser, "viewer"), await _bench.RolesAsync(_owner.Workspace));
        Assert.IsType<TokenAuthentication.Revoked>(await tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task A_session_of_somebody_who_left_opens_the_workspace_no_more()
    {
        var member = await _bench.JoinAsync(_owner, "member");
        var users = _bench.Engine.Get<SignedInUsers>();
        Assert.Equal("member", (await users.FindAsync(member.AppUser, 1, _owner.Workspace, CancellationToken.None))!.Role);

        Assert.IsType<MemberChangeResult.Done>(await Members.RemoveAsync(member, member.AppUser, CancellationToken.None));

        Assert.Null(await users.FindAsync(member.AppUser, 1, _owner.Workspace, CancellationToken.None));
        Assert.StartsWith($"member.leave|{member.AppUser}", await _bench.LastLineAsync(_owner.Workspace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_that_goes_changes_no_more()
    {
        var member = await _bench.JoinAsync(_owner, "member");
        await _bench.Engine.ExecuteAsync("update workspaces set status = 'pending_delete', pending_delete_at = now() where id = $1", _owner.Workspace.Value);

        Assert.IsType<MemberChangeResult.Closed>(await Members.RemoveAsync(_owner, member.AppUser, CancellationToken.None));
        Assert.IsType<MemberChangeResult.Closed>(await Members.TransferAsync(_owner, member.AppUser, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_but_an_owner_deletes_the_workspace()
    {
        var admin = await _bench.JoinAsync(_owner, "admin");
        var deletion = _bench.Engine.Get<Engine.Runs.Deletion.WorkspaceDeletion>();
        var name = (await _bench.Engine.ScalarAsync<string>("select name from workspaces where id = $1", _owner.Workspace.Value))!;

        Assert.IsType<Engine.Runs.Deletion.WorkspaceDeleteResult.NotOwner>(await deletion.DeleteAsync(admin, name, CancellationToken.None));
        Assert.IsType<Engine.Runs.Deletion.WorkspaceDeleteResult.Requested>(await deletion.DeleteAsync(_owner, name, CancellationToken.None));
    }

    private Task<long> CountLinesAsync(string action) =>
        _bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where workspace_id = $1 and action = $2", _owner.Workspace.Value, action);
}
