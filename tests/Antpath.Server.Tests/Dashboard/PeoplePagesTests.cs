using System.Net;
using System.Security.Cryptography;
using Antpath.Ids;
using Antpath.Server.Tests.SignIn;
using Antpath.Testing.SignIn;

namespace Antpath.Server.Tests.Dashboard;

/// <summary>Members, invitations and workspaces over real HTTP, with cookies as browsers keep them and mail as a real server takes it.</summary>
public sealed class PeoplePagesTests(SignInStand stand) : IClassFixture<SignInStand>
{
    private readonly string _ada = NewAddress("ada");
    private readonly string _bob = NewAddress("bob");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_new_is_invited_by_mail_signs_in_joins_and_sees_the_workspace()
    {
        using var ada = await stand.SignedInAsync(_ada);
        await RenameAsync(ada, "Ants & Co");
        var invited = await InviteAsync(ada, "viewer", _bob);
        Assert.Contains("It is being mailed", invited, StringComparison.Ordinal);
        var letter = await stand.Sink.ReceiveAsync(_bob, Cancellation);
        Assert.Equal("You are invited to Ants & Co on Antpath", letter.Subject);
        var link = LinkIn(letter.Text);
        Assert.Contains(link.Query, invited, StringComparison.Ordinal);

        using var bob = stand.NewVisitor();
        using var stopped = await bob.GetAsync(link);
        Assert.StartsWith("/sign-in?next=%2Finvitation%3Ftoken%3D", stopped.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var asked = await bob.SubmitAsync(stopped.Headers.Location.OriginalString, "/sign-in/mail", ("email", _bob));
        using var entered = await bob.GetAsync(LinkIn((await stand.Sink.ReceiveAsync(_bob, Cancellation)).Text));
        var page = entered.Headers.Location!.OriginalString;
        Assert.Contains("Join Ants & Co", await bob.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal("/runs", await bob.ActAsync(page, "/invitation/accept"));

        Assert.Contains("Ants & Co", await bob.ReadAsync("/runs"), StringComparison.Ordinal);
        var members = await bob.ReadAsync("/members");
        Assert.Contains(_ada, members, StringComparison.Ordinal); // members see each other's addresses
        Assert.DoesNotContain("Invite somebody", members, StringComparison.Ordinal);
        Assert.DoesNotContain("<select", members, StringComparison.Ordinal);
        Assert.Contains("This invitation does not hold", await bob.ReadAsync(page, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.DoesNotContain(QueryOf(link), stand.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_bob, stand.Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_invitation_for_another_address_is_not_for_who_has_its_link()
    {
        using var ada = await stand.SignedInAsync(_ada);
        var link = PathIn(await InviteAsync(ada, "admin", NewAddress("somebody")));
        using var bob = await stand.SignedInAsync(_bob);

        Assert.Contains("Not for this account", await bob.ReadAsync(link), StringComparison.Ordinal);
        Assert.Equal("/workspaces?said=invitation_gone", await PostAsync(bob, "/invitation/accept", ("token", link.Split('=')[1])));
        Assert.DoesNotContain(_bob, await ada.ReadAsync("/members"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_an_open_link_may_decline_and_then_nobody_may_accept()
    {
        using var ada = await stand.SignedInAsync(_ada);
        var link = PathIn(await InviteAsync(ada, "member", null));
        using var bob = await stand.SignedInAsync(_bob);

        Assert.Equal("/workspaces?said=declined", await bob.ActAsync(link, "/invitation/decline"));
        Assert.Contains("You declined", await bob.ReadAsync("/workspaces?said=declined"), StringComparison.Ordinal);
        Assert.Contains("does not hold", await bob.ReadAsync(link, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_invitation_opens_nothing()
    {
        using var ada = await stand.SignedInAsync(_ada);
        var link = PathIn(await InviteAsync(ada, "member", null));
        using var bob = await stand.SignedInAsync(_bob);
        var id = await stand.ScalarAsync<Guid>("select i.id from workspace_invitations i join app_users u on u.id = i.inviter_app_user_id where u.email = $1", _ada);

        Assert.Equal("/members?said=revoked", await ada.ActAsync("/members", $"/invitations/{new InvitationId(id)}/revoke"));
        Assert.Contains("does not hold", await bob.ReadAsync(link, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_are_changed_and_people_removed_and_those_without_the_role_do_neither()
    {
        using var ada = await stand.SignedInAsync(_ada);
        using var bob = await JoinAsync(ada, "viewer");
        var bobsId = await IdAsync(_bob);

        Assert.Null(await PostAsync(bob, $"/members/{bobsId}/role", ("role", "owner")));
        Assert.Null(await PostAsync(bob, $"/members/{await IdAsync(_ada)}/remove"));
        Assert.Null(await PostAsync(bob, "/workspace/rename", ("name", "Mine")));
        Assert.Null(await PostAsync(bob, "/workspace/transfer", ("member", bobsId)));
        Assert.Null(await PostAsync(bob, "/workspace/delete", ("confirm", "Work")));
        Assert.Equal("/members?said=changed", await ada.ActAsync("/members", $"/members/{bobsId}/role", ("role", "admin")));
        Assert.Contains("Invite somebody", await bob.ReadAsync("/members"), StringComparison.Ordinal);
        Assert.Equal("/members?said=role_insufficient", await PostAsync(bob, $"/members/{bobsId}/role", ("role", "owner")));
        Assert.Equal("/workspace?said=role_insufficient", await PostAsync(bob, "/workspace/transfer", ("member", bobsId)));
        Assert.Equal("/workspace?said=role_insufficient", await PostAsync(bob, "/workspace/delete", ("confirm", "Work")));
        Assert.Equal("/members?said=last_owner", await ada.ActAsync("/members", $"/members/{await IdAsync(_ada)}/role", ("role", "viewer")));

        Assert.Equal("/members?said=removed", await ada.ActAsync("/members", $"/members/{bobsId}/remove"));
        Assert.DoesNotContain(_ada, await bob.ReadAsync("/members"), StringComparison.Ordinal); // their own workspace is what is left
    }

    [Fact]
    public async Task The_switcher_leads_to_a_persons_workspaces_only_and_a_page_of_another_tab_changes_nothing()
    {
        using var ada = await stand.SignedInAsync(_ada);
        await RenameAsync(ada, "First");
        Assert.Equal("/runs", await ada.ActAsync("/workspaces", "/workspaces/create", ("name", "Second")));
        Assert.Contains("Second", await ada.ReadAsync("/workspace"), StringComparison.Ordinal);
        using var bob = await stand.SignedInAsync(_bob);
        await RenameAsync(bob, "Bobs");
        var (first, bobs) = (await WorkspaceAsync("First", _ada), await WorkspaceAsync("Bobs", _bob));

        Assert.Equal("/workspace?said=switched", await PostAsync(ada, "/workspace/rename", ("name", "Oops"), ("workspace", first)));
        Assert.Equal("/workspace?said=switched", await PostAsync(ada, "/workspace/delete", ("confirm", "First"), ("workspace", first)));
        Assert.Equal("/runs", await PostAsync(ada, "/workspaces/switch", ("workspace", bobs)));
        Assert.DoesNotContain("Bobs", await ada.ReadAsync("/workspace"), StringComparison.Ordinal);
        Assert.Equal("/runs", await PostAsync(ada, "/workspaces/switch", ("workspace", first)));
        Assert.Contains("<h1 tabindex=\"-1\">First</h1>", await ada.ReadAsync("/workspace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_makes_workspaces_within_the_allowance()
    {
        using var ada = await stand.SignedInAsync(_ada); // one is made already

        Assert.Equal("/workspaces?said=no_name", await ada.ActAsync("/workspaces", "/workspaces/create", ("name", "  ")));
        Assert.Equal("/runs", await ada.ActAsync("/workspaces", "/workspaces/create", ("name", "Two")));
        Assert.Equal("/runs", await ada.ActAsync("/workspaces", "/workspaces/create", ("name", "Three")));
        Assert.Equal("/workspaces?said=allowance_used", await ada.ActAsync("/workspaces", "/workspaces/create", ("name", "Four")));
    }

    [Fact]
    public async Task Ownership_goes_over_and_who_leaves_is_out()
    {
        using var ada = await stand.SignedInAsync(_ada);
        Assert.Equal("/workspace?said=last_owner", await ada.ActAsync("/workspace", "/workspace/leave"));
        using var bob = await JoinAsync(ada, "member");

        Assert.Equal("/workspace?said=transferred", await ada.ActAsync("/workspace", "/workspace/transfer", ("member", await IdAsync(_bob))));
        Assert.Contains("Delete the workspace", await bob.ReadAsync("/workspace"), StringComparison.Ordinal);
        Assert.DoesNotContain("Delete the workspace", await ada.ReadAsync("/workspace"), StringComparison.Ordinal);
        Assert.Equal("/workspaces?said=left", await ada.ActAsync("/workspace", "/workspace/leave"));
        using var outside = await ada.GetAsync("/members");
        Assert.Equal("/workspaces", outside.Headers.Location!.OriginalString);
        Assert.Contains("You belong to no workspace", await ada.ReadAsync("/workspaces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_is_deleted_when_its_name_is_typed()
    {
        using var ada = await stand.SignedInAsync(_ada);
        await RenameAsync(ada, "To go");

        Assert.Equal("/workspace?said=not_confirmed", await ada.ActAsync("/workspace", "/workspace/delete", ("confirm", "to go")));
        Assert.Equal("/workspace?said=deleting", await ada.ActAsync("/workspace", "/workspace/delete", ("confirm", "To go")));
        Assert.Contains("is being deleted", await ada.ReadAsync("/workspace"), StringComparison.Ordinal);
        Assert.Equal("pending_delete", await stand.ScalarAsync<string>("select w.status from workspaces w join app_users u on u.id = w.creator_app_user_id where u.email = $1", _ada));
        Assert.Equal("/workspace?said=closed", await PostAsync(ada, "/workspace/rename", ("name", "Back")));
    }

    [Fact]
    public async Task A_page_says_what_was_done_and_nothing_that_an_address_makes_up()
    {
        using var ada = await stand.SignedInAsync(_ada);

        Assert.Contains("The role is changed.", await ada.ReadAsync("/members?said=changed"), StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"status\"", await ada.ReadAsync("/members?said=You+have+been+hacked"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/members")]
    [InlineData("/workspace")]
    [InlineData("/workspaces")]
    [InlineData("/audit?check=1")]
    [InlineData("/invitation?token=x")]
    public async Task Pages_run_no_script_of_their_own_and_style_nothing_inline(string page)
    {
        using var ada = await stand.SignedInAsync(_ada);

        using var answer = await ada.GetAsync(page);

        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" onclick=", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/members")]
    [InlineData("/members/usr_00000000000000000000000000/role")]
    [InlineData("/members/usr_00000000000000000000000000/remove")]
    [InlineData("/invitations/inv_00000000000000000000000000/revoke")]
    [InlineData("/workspace/rename")]
    [InlineData("/workspace/transfer")]
    [InlineData("/workspace/leave")]
    [InlineData("/workspace/delete")]
    [InlineData("/workspaces/switch")]
    [InlineData("/workspaces/create")]
    [InlineData("/invitation/accept")]
    [InlineData("/invitation/decline")]
    public async Task Forms_of_other_sites_and_strangers_do_nothing(string action)
    {
        using var ada = await stand.SignedInAsync(_ada);
        using var stranger = stand.NewVisitor();

        using var forged = await ada.PostAsync(action, [KeyValuePair.Create("_handler", "invite")]);
        using var unknown = await stranger.PostAsync(action, []);

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.StartsWith("/sign-in", unknown.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static string NewAddress(string name) => $"{name}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test";

    private static async Task RenameAsync(Visitor visitor, string name) => Assert.Equal("/workspace?said=renamed", await visitor.ActAsync("/workspace", "/workspace/rename", ("name", name)));

    /// <summary>Posts to any action what a page of this visitor's would: their token, and the workspace they are in.</summary>
    /// <returns>Where it leads; null when their role does not allow it at all.</returns>
    private static async Task<string?> PostAsync(Visitor visitor, string action, params (string Name, string Value)[] fields)
    {
        var html = (await visitor.ReadAsync("/workspace")).Split("action=\"/workspace/leave\"")[1];
        string Hidden(string name) => html.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];
        var all = new Dictionary<string, string> { ["__RequestVerificationToken"] = Hidden("__RequestVerificationToken"), ["workspace"] = Hidden("workspace") };
        foreach (var (name, value) in fields)
            all[name] = value;
        using var answer = await visitor.PostAsync(action, all);
        Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Forbidden, $"{action}: {(int)answer.StatusCode}");
        return answer.Headers.Location?.OriginalString;
    }

    /// <summary>The page that answers an invitation.</summary>
    private static async Task<string> InviteAsync(Visitor visitor, string role, string? email)
    {
        var html = await visitor.ReadAsync("/members");
        string Hidden(string name) => html.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];
        using var answer = await visitor.PostAsync("/members", new Dictionary<string, string>
        {
            ["_handler"] = "invite", ["__RequestVerificationToken"] = Hidden("__RequestVerificationToken"), ["Shown"] = Hidden("Shown"), ["Role"] = role, ["Email"] = email ?? "",
        });
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, page);
        return page;
    }

    private async Task<Visitor> JoinAsync(Visitor owner, string role)
    {
        var link = PathIn(await InviteAsync(owner, role, null));
        var bob = await stand.SignedInAsync(_bob);
        Assert.Equal("/runs", await bob.ActAsync(link, "/invitation/accept"));
        return bob;
    }

    private async Task<string> IdAsync(string email) => new AppUserId(await stand.ScalarAsync<Guid>("select id from app_users where email = $1", email)).ToString();

    private async Task<string> WorkspaceAsync(string name, string creator) => new WorkspaceId(await stand.ScalarAsync<Guid>(
        "select w.id from workspaces w join app_users u on u.id = w.creator_app_user_id where w.name = $1 and u.email = $2", name, creator)).ToString();

    private static string PathIn(string page) => $"/invitation?token={page.Split("/invitation?token=")[1].Split('"')[0]}";

    private static Uri LinkIn(string text) => new(text.Split('\n').Single(line => line.StartsWith(SignInStand.PublicUrl.ToString(), StringComparison.Ordinal)).Trim());

    private static string QueryOf(Uri link) => link.Query[7..];
}
