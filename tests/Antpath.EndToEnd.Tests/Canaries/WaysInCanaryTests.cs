using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using Antpath.Testing.SignIn;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>
/// The ways in that <see cref="PeopleCanaryTests"/> does not go: by an identity provider, by the operator's terminal, by an invitation of the page; and the way
/// out of an invitation, declined or revoked. What came up on the way is looked for everywhere, the values that guard forms included.
/// </summary>
public sealed class WaysInCanaryTests : IClassFixture<CanaryStack>
{
    private readonly CanaryStack _stack;
    private readonly CanarySet _canaries;
    private readonly PeopleVisits _people;

    public WaysInCanaryTests(CanaryStack stack)
    {
        _stack = stack;
        _canaries = new CanarySet();
        _people = new PeopleVisits(stack, _canaries);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_at_a_provider_leaves_nothing_but_address_and_name()
    {
        using var token = await _people.TenantAsync();
        var oidc = _stack.Oidc;
        foreach (var (field, word) in (IEnumerable<(string, string)>)
                 [("provider's addresses", oidc.Domain), ("client secret", oidc.ClientSecret), ("name", "Alice Example"), ("other name", "Mallory Example"), ("third name", "Stranger Example")])
            _canaries.Add(field, word);
        await PeopleVisits.PostAsync(token, "/v1/invitations", new { role = "viewer", email = oidc.Alice }); // who is expected may sign up
        using var alice = _stack.NewVisitor();
        using var eve = _stack.NewVisitor();

        var callback = await CallbackAsync(alice, "alice");
        await PeopleVisits.LeadsToAsync(eve, callback, "/sign-in?notice=failed");
        await PeopleVisits.LeadsToAsync(eve, new Uri($"{callback}x"), "/sign-in?notice=failed");
        await PeopleVisits.LeadsToAsync(alice, callback, "/runs");
        await PeopleVisits.LeadsToAsync(alice, callback, "/sign-in?notice=failed");
        _people.KeepCookies(alice, "alice");
        foreach (var (name, notice) in (IEnumerable<(string, string)>)[("mallory", "unverified"), ("stranger", "refused"), ("nobody", "declined")])
        {
            using var other = _stack.NewVisitor(); // the provider remembers who signed in
            await PeopleVisits.LeadsToAsync(other, await CallbackAsync(other, name), $"/sign-in?notice={notice}");
        }

        var issued = await oidc.IssuedAsync(Cancellation);
        Assert.Equal(6, issued.Count); // an access token and an identity token for each of the three who did not decline
        foreach (var (number, word) in issued.Index())
            _canaries.Add($"token {number} of the provider", PeopleVisits.EndOf(word));

        await _people.StrangersSeeNothingAsync();
        await _people.FindOnlyAsync(
            "provider's addresses in public.app_users: email", "provider's addresses in public.users: email", "provider's addresses in public.workspace_invitations: email",
            "name in public.app_users: display_name", "name in public.users: name", "e-mail in public.app_users: email");
        Assert.Equal(1L, await ScalarAsync("select count(*) from accounts"));
    }

    [Fact]
    public async Task The_link_that_an_operator_has_printed_leaves_nothing_but_the_address()
    {
        using var token = await _people.TenantAsync();
        var (link, said) = await _stack.BootstrapAsync(_people.Address("operator's e-mail"));
        _canaries.Add("bootstrap link", PeopleVisits.TokenIn(link));
        Assert.Equal(["bootstrap link"], CanarySearch.InText(said, _canaries.Words));
        Assert.Single(said.Split('\n'), line => line.Contains(PeopleVisits.TokenIn(link), StringComparison.Ordinal));
        using var operators = _stack.NewVisitor();
        using var eve = _stack.NewVisitor();

        await PeopleVisits.LeadsToAsync(eve, new Uri($"{link}x"), "/sign-in?notice=spent");
        await PeopleVisits.LeadsToAsync(operators, link, "/runs");
        await PeopleVisits.LeadsToAsync(eve, link, "/sign-in?notice=spent");
        _people.KeepCookies(operators, "operator");

        await _people.StrangersSeeNothingAsync();
        await _people.FindOnlyAsync(
            "e-mail in public.app_users: email", "operator's e-mail in public.app_users: email", "operator's e-mail in public.users: email");
    }

    [Fact]
    public async Task Inviting_on_the_page_declining_and_revoking_leave_nothing()
    {
        using var token = await _people.TenantAsync();
        using var ada = await _people.SignedInAsync("e-mail", "owner");
        var declined = await InviteAsync(ada, _people.Address("declined e-mail"), "invitation that is declined");
        await InviteAsync(ada, _people.Address("revoked e-mail"), "invitation that is revoked");
        await InviteAsync(ada, "", "open invitation that is revoked");
        foreach (var field in (string[])["declined e-mail", "revoked e-mail"])
            Assert.Contains("invitation", (await _stack.Mail.ReceiveAsync(_people.Address(field), Cancellation)).Text, StringComparison.Ordinal);
        await SpoilAsync(ada, "/members", "/members");
        await _people.FindOnlyAsync(
            "e-mail in public.app_users: email", "e-mail in public.users: email", "declined e-mail in public.workspace_invitations: email",
            "revoked e-mail in public.workspace_invitations: email");

        using var bob = await _people.SignedInAsync("declined e-mail", "invited person");
        await SpoilAsync(bob, declined.PathAndQuery, "/invitation/decline");
        using var left = await bob.SubmitAsync(declined.PathAndQuery, "/invitation/decline");
        Assert.Equal("/workspaces?said=declined", left.Headers.Location!.OriginalString);
        foreach (var invitation in JsonNode.Parse(await token.GetStringAsync("/v1/invitations", Cancellation))!["data"]!.AsArray())
        {
            using var revoked = await ada.SubmitAsync("/members", $"/invitations/{invitation!["id"]}/revoke");
            Assert.Equal("/members?said=revoked", revoked.Headers.Location!.OriginalString);
        }

        await _people.FindOnlyAsync(
            "e-mail in public.app_users: email", "e-mail in public.users: email", "declined e-mail in public.app_users: display_name",
            "declined e-mail in public.app_users: email", "declined e-mail in public.users: email");
        foreach (var page in (string[])["/members", "/audit"]) // who declined is nobody here
            Assert.Empty(CanarySearch.InText((await PeopleVisits.ReadAsync(ada, page)).Replace(_people.Address("e-mail"), "", StringComparison.Ordinal), _canaries.Words));
        Assert.Empty(CanarySearch.InText(await token.GetStringAsync("/v1/audit", Cancellation), _canaries.Words));
        await _people.StrangersSeeNothingAsync(declined.PathAndQuery);
    }

    /// <summary>Goes to the provider and back to just before our server, and keeps everything that is carried there and back.</summary>
    private async Task<Uri> CallbackAsync(Visitor visitor, string name)
    {
        using var left = await visitor.GetAsync($"/sign-in/with/{CanaryStack.Provider}");
        foreach (var part in (string[])["state", "nonce", "code_challenge"])
            _canaries.Add($"{name}'s {part}", PeopleVisits.EndOf(HttpUtility.ParseQueryString(left.Headers.Location!.Query)[part]!));
        var ties = visitor.Cookies.GetAllCookies().Where(cookie => cookie.Name.StartsWith("antpath_provider", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(ties);
        foreach (var tie in ties)
            _canaries.Add($"{name}'s {tie.Name[..16]} {_canaries.Words.Count}", PeopleVisits.EndOf(tie.Name["antpath_provider".Length..] + tie.Value));
        var url = new Uri($"{left.Headers.Location}&login_hint={name}");
        while (url.Authority == _stack.Oidc.Issuer.Authority)
        {
            using var answer = await visitor.GetAsync(url);
            url = new Uri(url, answer.Headers.Location!);
        }

        if (HttpUtility.ParseQueryString(url.Query)["code"] is { } code)
            _canaries.Add($"{name}'s code", code);
        return url;
    }

    /// <summary>Invites on the page, and keeps the link that its answer shows and what its forms carry.</summary>
    private async Task<Uri> InviteAsync(Visitor owner, string email, string field)
    {
        var page = await PeopleVisits.ReadAsync(owner, "/members");
        KeepForms(page, $"{field}, before");
        using var made = await owner.PostAsync("/members", new Dictionary<string, string>
        {
            ["_handler"] = "invite", ["__RequestVerificationToken"] = ValueOf(page, "__RequestVerificationToken"), ["Shown"] = ValueOf(page, "Shown"), ["Role"] = "viewer", ["Email"] = email,
        });
        var shown = WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        KeepForms(shown, $"{field}, after");
        var link = new Uri(shown.Split("<input readonly value=\"")[1].Split('"')[0]);
        _canaries.Add(field, PeopleVisits.TokenIn(link));
        return link;
    }

    /// <summary>Posts a form whose guarding value was spoilt, and is refused.</summary>
    private async Task SpoilAsync(Visitor visitor, string page, string action)
    {
        var html = await PeopleVisits.ReadAsync(visitor, page);
        KeepForms(html, $"{action} that is spoilt");
        using var refused = await visitor.PostAsync(action, new Dictionary<string, string> { ["_handler"] = "invite", ["__RequestVerificationToken"] = ValueOf(html, "__RequestVerificationToken")[..^1] });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private void KeepForms(string page, string where)
    {
        var values = page.Split("name=\"__RequestVerificationToken\" value=\"").Skip(1).Select(rest => rest.Split('"')[0]).ToList();
        Assert.NotEmpty(values);
        foreach (var (number, value) in values.Index())
            _canaries.Add($"form {number} of {where}", PeopleVisits.EndOf(value));
    }

    private static string ValueOf(string page, string field) => page.Split($"name=\"{field}\" value=\"")[1].Split('"')[0];

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _stack.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
