using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.People;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Antpath.Workspaces;

namespace Antpath.Engine.Tests.Tenancy.Members;

public sealed class InvitationsTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private readonly MembersBench _bench = new(database, ("ANTPATH_MEMBERSHIP_INVITATIONS_MAX", "5"), ("ANTPATH_MEMBERSHIP_MEMBERS_MAX", "3"));
    private Principal _owner = null!;

    public async ValueTask InitializeAsync() => _owner = await _bench.Engine.NewPrincipalAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Only_a_keyed_hash_is_kept_and_the_trail_knows_no_address()
    {
        var invitation = await _bench.InviteAsync(_owner, "member", "Canary.Address@Example.test");

        var secret = invitation.Secret.Reveal();
        Assert.Equal(0L, await _bench.Engine.ScalarAsync<long>(
            "select count(*) from workspace_invitations i where i::text like '%' || $1 || '%' or i.token_hash = sha256(convert_to($2, 'UTF8'))", secret[24..], secret));
        Assert.Equal("canary.address@example.test", Assert.Single((await ListAsync()).Data).Email);
        Assert.Equal(0L, await _bench.Engine.ScalarAsync<long>("select count(*) from audit_logs l where l::text ilike '%canary%'"));
        Assert.Contains($"invitation.create|{invitation.View.Id}", await _bench.LastLineAsync(_owner.Workspace), StringComparison.Ordinal);
        Assert.Equal("[redacted]", invitation.Secret.ToString());
    }

    [Fact]
    public async Task A_link_makes_one_person_a_member_once()
    {
        var invitation = await _bench.InviteAsync(_owner, "member");
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _bench.NewPersonAsync()));

        var offers = await Task.WhenAll(people.Select(p => _bench.Answers.AcceptAsync(p.Id, invitation.Secret.Reveal(), null, CancellationToken.None)));

        Assert.Single(offers.OfType<InvitationOffer.Open>());
        Assert.Equal(5, offers.OfType<InvitationOffer.Gone>().Count());
        Assert.Equal(2, (await _bench.RolesAsync(_owner.Workspace)).Count);
        Assert.Empty((await ListAsync()).Data);
        Assert.Equal(1L, await CountLinesAsync("invitation.accept"));
    }

    [Fact]
    public async Task One_that_names_an_address_is_good_for_its_owner_alone()
    {
        var (person, email) = await _bench.NewPersonAsync();
        var (thief, _) = await _bench.NewPersonAsync();
        var nobody = new AppUserId(Guid.CreateVersion7());
        await _bench.Engine.ExecuteAsync("insert into app_users (id, display_name) values ($1, 'Without address')", nobody.Value);
        var secret = (await _bench.InviteAsync(_owner, "viewer", email.ToUpperInvariant())).Secret.Reveal();

        foreach (var other in (AppUserId[])[thief, nobody])
        {
            Assert.IsType<InvitationOffer.OtherAddress>(await _bench.Answers.LookAsync(other, secret, CancellationToken.None));
            Assert.IsType<InvitationOffer.OtherAddress>(await _bench.Answers.AcceptAsync(other, secret, null, CancellationToken.None));
            Assert.IsType<InvitationOffer.OtherAddress>(await _bench.Answers.DeclineAsync(other, secret, null, CancellationToken.None));
        }

        var open = Assert.IsType<InvitationOffer.Open>(await _bench.Answers.AcceptAsync(person, secret, "req_1", CancellationToken.None));
        Assert.Equal((_owner.Workspace, "viewer", "Owner"), (open.Workspace, open.Role, open.InviterName));
        Assert.Contains((person, "viewer"), await _bench.RolesAsync(_owner.Workspace));
    }

    [Fact]
    public async Task Looking_changes_nothing_and_declining_ends_it()
    {
        var (person, _) = await _bench.NewPersonAsync();
        var secret = (await _bench.InviteAsync(_owner, "member")).Secret.Reveal();

        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.LookAsync(person, secret, CancellationToken.None));
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.LookAsync(person, secret, CancellationToken.None));
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.DeclineAsync(person, secret, null, CancellationToken.None));

        Assert.IsType<InvitationOffer.Gone>(await _bench.Answers.AcceptAsync(person, secret, null, CancellationToken.None));
        Assert.Single(await _bench.RolesAsync(_owner.Workspace));
        Assert.Contains("invitation.decline", await _bench.LastLineAsync(_owner.Workspace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_or_old_or_revoked_secret_opens_nothing()
    {
        var (person, _) = await _bench.NewPersonAsync();
        var invitation = await _bench.InviteAsync(_owner, "member");
        var old = await _bench.InviteAsync(_owner, "member");
        await _bench.Engine.ExecuteAsync(
            "update workspace_invitations set created_at = now() - interval '8 days', expires_at = now() - interval '1 second' where id = $1", old.View.Id.Value);

        foreach (var text in (string?[])[null, "", "x", new string('A', InvitationText.Length), InvitationText.Create(invitation.View.Id).Reveal(), old.Secret.Reveal()])
            Assert.IsType<InvitationOffer.Gone>(await _bench.Answers.AcceptAsync(person, text, null, CancellationToken.None));

        Assert.Equal(RevokeInvitationResult.Revoked, await _bench.Invitations.RevokeAsync(_owner, invitation.View.Id, CancellationToken.None));
        Assert.Equal(RevokeInvitationResult.NotFound, await _bench.Invitations.RevokeAsync(_owner, invitation.View.Id, CancellationToken.None));
        Assert.IsType<InvitationOffer.Gone>(await _bench.Answers.AcceptAsync(person, invitation.Secret.Reveal(), null, CancellationToken.None));
        Assert.Single(await _bench.RolesAsync(_owner.Workspace));
    }

    [Fact]
    public async Task Another_workspace_neither_sees_nor_revokes_them()
    {
        var invitation = await _bench.InviteAsync(_owner, "member");
        var stranger = await _bench.Engine.NewPrincipalAsync();

        Assert.Empty((await _bench.Invitations.ListAsync(stranger.Workspace, CancellationToken.None)).Data);
        Assert.Equal(RevokeInvitationResult.NotFound, await _bench.Invitations.RevokeAsync(stranger, invitation.View.Id, CancellationToken.None));
        var forged = stranger with { Workspace = _owner.Workspace };
        Assert.Equal(RevokeInvitationResult.RoleInsufficient, await _bench.Invitations.RevokeAsync(forged, invitation.View.Id, CancellationToken.None));
        Assert.IsType<InvitationResult.RoleInsufficient>(await _bench.Invitations.CreateAsync(forged, new InvitationRequest { Role = "viewer" }, CancellationToken.None));
    }

    [Fact]
    public async Task It_holds_only_while_who_invited_may_give_its_role()
    {
        var admin = await _bench.JoinAsync(_owner, "admin");
        var (person, _) = await _bench.NewPersonAsync();
        var secret = (await _bench.InviteAsync(admin, "admin")).Secret.Reveal();
        Assert.IsType<InvitationResult.RoleInsufficient>(await _bench.Invitations.CreateAsync(admin, new InvitationRequest { Role = "owner" }, CancellationToken.None));

        await _bench.Members.ChangeRoleAsync(_owner, admin.AppUser, "member", CancellationToken.None);
        Assert.IsType<InvitationOffer.Gone>(await _bench.Answers.AcceptAsync(person, secret, null, CancellationToken.None));

        await _bench.Members.ChangeRoleAsync(_owner, admin.AppUser, "admin", CancellationToken.None);
        await _bench.Engine.ExecuteAsync("update app_users set disabled_at = now() where id = $1", admin.AppUser.Value);
        Assert.IsType<InvitationOffer.Gone>(await _bench.Answers.AcceptAsync(person, secret, null, CancellationToken.None));

        await _bench.Engine.ExecuteAsync("update app_users set disabled_at = null where id = $1", admin.AppUser.Value);
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.AcceptAsync(person, secret, null, CancellationToken.None));
    }

    [Fact]
    public async Task As_many_wait_as_allowed_however_many_are_made_at_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            _bench.Invitations.CreateAsync(_owner, new InvitationRequest { Role = "viewer" }, CancellationToken.None)));

        Assert.Equal(5, results.OfType<InvitationResult.Created>().Count());
        Assert.All(results.OfType<InvitationResult.TooMany>(), t => Assert.Equal(5, t.InvitationsMax));
        Assert.Equal(5, (await ListAsync()).Data.Count);
        await _bench.Engine.ExecuteAsync(
            "update workspace_invitations set created_at = now() - interval '8 days', expires_at = now() - interval '1 day' where workspace_id = $1", _owner.Workspace.Value);
        await _bench.InviteAsync(_owner, "viewer"); // those whose time is over make room
        Assert.Equal(1L, await _bench.Engine.ScalarAsync<long>("select count(*) from workspace_invitations where workspace_id = $1", _owner.Workspace.Value));
    }

    [Fact]
    public async Task Inviting_the_same_address_again_replaces_the_first_also_when_no_more_may_wait()
    {
        var (person, email) = await _bench.NewPersonAsync();
        var first = await _bench.InviteAsync(_owner, "viewer", email);
        for (var i = 0; i < 4; i++)
            await _bench.InviteAsync(_owner, "viewer");

        var second = await _bench.InviteAsync(_owner, "member", email);

        Assert.IsType<InvitationOffer.Gone>(await _bench.Answers.AcceptAsync(person, first.Secret.Reveal(), null, CancellationToken.None));
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.AcceptAsync(person, second.Secret.Reveal(), null, CancellationToken.None));
        Assert.IsType<InvitationResult.AlreadyMember>(
            await _bench.Invitations.CreateAsync(_owner, new InvitationRequest { Role = "viewer", Email = email }, CancellationToken.None));
        var open = await _bench.InviteAsync(_owner, "viewer", "somebody-else@example.test");
        Assert.NotEqual(second.View.Id, open.View.Id);
    }

    [Fact]
    public async Task A_full_workspace_takes_nobody_and_keeps_the_invitation()
    {
        var (late, _) = await _bench.NewPersonAsync();
        var secret = (await _bench.InviteAsync(_owner, "viewer")).Secret.Reveal();
        var members = await Task.WhenAll(_bench.JoinAsync(_owner, "viewer"), _bench.JoinAsync(_owner, "viewer"));

        Assert.IsType<InvitationOffer.Full>(await _bench.Answers.AcceptAsync(late, secret, null, CancellationToken.None));
        Assert.IsType<InvitationOffer.AlreadyMember>(await _bench.Answers.AcceptAsync(members[0].AppUser, secret, null, CancellationToken.None));

        await _bench.Members.RemoveAsync(_owner, members[0].AppUser, CancellationToken.None);
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.AcceptAsync(late, secret, null, CancellationToken.None));
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("a@b@c")]
    [InlineData("a@example.test\r\nBcc: b@example.test")]
    public async Task What_is_no_address_is_refused(string email) => Assert.IsType<InvitationResult.AddressInvalid>(
        await _bench.Invitations.CreateAsync(_owner, new InvitationRequest { Role = "viewer", Email = email }, CancellationToken.None));

    [Fact]
    public async Task Whom_an_invitation_names_may_sign_up_without_a_workspace_of_their_own()
    {
        Assert.True(EmailAddress.TryParse($"awaited-{Guid.CreateVersion7():n}@example.test", out var address));
        var identity = new ProvenIdentity { Provider = "corp", Type = "oidc", Subject = address.Value, VerifiedEmail = address };
        var signIns = _bench.Engine.Get<SignIns>();
        Assert.Equal(new SignInResult.Refused(SignInRefusal.NotInvited), await signIns.EnterAsync(identity, null, CancellationToken.None));
        var invitation = await _bench.InviteAsync(_owner, "viewer", address.Value);

        var person = Assert.IsType<SignInResult.SignedIn>(await signIns.EnterAsync(identity, null, CancellationToken.None)).AppUser;

        Assert.Empty(await _bench.Engine.Get<Belongings>().ListAsync(person, CancellationToken.None));
        Assert.IsType<InvitationOffer.Open>(await _bench.Answers.AcceptAsync(person, invitation.Secret.Reveal(), null, CancellationToken.None));
        Assert.Equal("viewer", Assert.Single(await _bench.Engine.Get<Belongings>().ListAsync(person, CancellationToken.None)).Role);
    }

    [Fact]
    public async Task A_closed_workspace_invites_nobody_in()
    {
        Assert.True(EmailAddress.TryParse($"late-{Guid.CreateVersion7():n}@example.test", out var address));
        await _bench.InviteAsync(_owner, "viewer", address.Value);
        await _bench.Engine.ExecuteAsync("update workspaces set status = 'suspended' where id = $1", _owner.Workspace.Value);

        var identity = new ProvenIdentity { Provider = "corp", Type = "oidc", Subject = address.Value, VerifiedEmail = address };
        Assert.Equal(new SignInResult.Refused(SignInRefusal.NotInvited), await _bench.Engine.Get<SignIns>().EnterAsync(identity, null, CancellationToken.None));
        Assert.IsType<InvitationResult.Closed>(await _bench.Invitations.CreateAsync(_owner, new InvitationRequest { Role = "viewer" }, CancellationToken.None));
    }

    private Task<InvitationList> ListAsync() => _bench.Invitations.ListAsync(_owner.Workspace, CancellationToken.None);

    private Task<long> CountLinesAsync(string action) =>
        _bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where workspace_id = $1 and action = $2", _owner.Workspace.Value, action);
}
