using System.Net;
using System.Text.Json.Nodes;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Testing.SignIn;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>
/// People sign in, invite, join, make tokens and hand out links, and so do others who may not. Then every address, cookie, link and token that came up
/// is looked for where <see cref="CanaryTests"/> looks, and on the pages that a person of another workspace sees. Addresses stand in the columns
/// that are for them and are shown to members; a name is made of one's first part when its owner never gave another. The rest is nowhere.
/// </summary>
public sealed class PeopleCanaryTests : IClassFixture<CanaryStack>
{
    private readonly CanaryStack _stack;
    private readonly CanarySet _canaries;
    private readonly PeopleVisits _people;

    public PeopleCanaryTests(CanaryStack stack)
    {
        _stack = stack;
        _canaries = new CanarySet();
        _people = new PeopleVisits(stack, _canaries);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_leaves_nothing_but_the_address()
    {
        using var token = await _people.TenantAsync();
        using var ada = _stack.NewVisitor();
        using var eve = _stack.NewVisitor();
        var unknown = $"{_canaries.Plant("unknown e-mail")}@example.test";
        await _people.AskAsync(eve, unknown, "unknown's browser"); // answered in turn: done when the next one's mail comes
        await _people.AskAsync(eve, $"{_canaries.Plant("what is no e-mail")}@", "unknown's browser");
        var link = await _people.LinkForAsync(ada, _people.Address("e-mail"), "magic link", "browser that asked");

        await _people.FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.verification_token: identifier");

        await PeopleVisits.LeadsToAsync(eve, link, "/sign-in?notice=spent");
        await PeopleVisits.LeadsToAsync(ada, new Uri($"{link}x"), "/sign-in?notice=spent");
        await PeopleVisits.LeadsToAsync(ada, link, "/runs");
        _people.KeepCookies(ada, "owner");
        await PeopleVisits.LeadsToAsync(ada, link, "/sign-in?notice=spent");
        Assert.False(_stack.Mail.HasMail(unknown));
        await _people.FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.users: email");
        await _people.StrangersSeeNothingAsync();

        using var left = await ada.SubmitAsync("/account", "/sign-out/everywhere");
        Assert.Equal("/sign-in?notice=out", left.Headers.Location!.OriginalString);
        await _people.FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.users: email");
    }

    [Fact]
    public async Task Inviting_and_joining_leave_nothing_but_the_addresses()
    {
        using var token = await _people.TenantAsync();
        using var ada = await _people.SignedInAsync("e-mail", "owner");
        var bobs = await InviteAsync(token, _people.Address("invited e-mail"), "invitation");
        await InviteAsync(token, _people.Address("e-mail that mail servers refuse"), "refused invitation"); // and repeat
        await InviteAsync(token, null, "open invitation");
        var letter = await _stack.Mail.ReceiveAsync(_people.Address("invited e-mail"), Cancellation);
        Assert.Contains(bobs.Query, letter.Text, StringComparison.Ordinal);
        var logs = await Eventually.GetAsync(() => Task.FromResult(_stack.Logs), text => text.Contains("was refused by the SMTP server", StringComparison.Ordinal));
        Assert.Contains("was refused by the SMTP server", logs, StringComparison.Ordinal);

        await _people.FindOnlyAsync(
            "e-mail in public.app_users: email", "e-mail in public.users: email",
            "e-mail that mail servers refuse in public.workspace_invitations: email", "invited e-mail in public.workspace_invitations: email");
        await _people.StrangersSeeNothingAsync(bobs.PathAndQuery);

        using var bob = _stack.NewVisitor();
        using var stopped = await bob.GetAsync(bobs);
        var signIn = stopped.Headers.Location!.OriginalString;
        var link = await _people.LinkForAsync(bob, _people.Address("invited e-mail"), "invited person's magic link", "invited person's browser", signIn);
        await PeopleVisits.LeadsToAsync(bob, link, bobs.PathAndQuery);
        _people.KeepCookies(bob, "invited person");
        using var joined = await bob.SubmitAsync(bobs.PathAndQuery, "/invitation/accept");
        Assert.Equal("/runs", joined.Headers.Location!.OriginalString);

        await _people.FindOnlyAsync(
            "e-mail in public.app_users: email", "e-mail in public.users: email", "e-mail that mail servers refuse in public.workspace_invitations: email",
            "invited e-mail in public.app_users: display_name", "invited e-mail in public.app_users: email", "invited e-mail in public.users: email");
        Assert.Equal(["e-mail", "invited e-mail"], CanarySearch.InText(await PeopleVisits.ReadAsync(bob, "/members"), _canaries.Words).Order()); // members see each other, and no more
        var audit = await PeopleVisits.ReadAsync(ada, "/audit");
        Assert.Equal(["invited e-mail"], CanarySearch.InText(audit, _canaries.Words)); // the name that was made of it
        Assert.DoesNotContain("@example.test", audit, StringComparison.Ordinal);
        Assert.Empty(CanarySearch.InText(await token.GetStringAsync("/v1/audit", Cancellation), _canaries.Words));
        Assert.Equal(["e-mail that mail servers refuse"], CanarySearch.InText(await token.GetStringAsync("/v1/invitations", Cancellation), _canaries.Words));
        await _people.StrangersSeeNothingAsync(bobs.PathAndQuery);
    }

    [Fact]
    public async Task Tokens_and_signed_links_leave_nothing()
    {
        using var first = await _people.TenantAsync();
        using var ada = await _people.SignedInAsync("e-mail", "owner");
        var made = await PeopleVisits.PostAsync(first, "/v1/tokens", new { name = "pipeline", scopes = (string[])["submit", "read", "outputs", "admin"] });
        _canaries.AddApiToken("token made through the API", (string)made["secret"]!);
        using var pipeline = _stack.NewClient((string)made["secret"]!);
        var run = (string)(await PeopleVisits.PostAsync(pipeline, "/v1/runs", _canaries.Submission("quick-answer")))["id"]!;
        var view = await Eventually.GetAsync(
            async () => JsonNode.Parse(await pipeline.GetStringAsync($"/v1/runs/{run}", Cancellation))!,
            v => (string?)v["cleanup"]!["state"] is "succeeded" or "failed" && !(bool)v["secretHeld"]!);
        Assert.Equal("succeeded", (string?)view["status"]);

        await FollowLinksAsync(pipeline, ada, run);
        var rotated = await PeopleVisits.PostAsync(first, $"/v1/tokens/{made["token"]!["id"]}/rotate?overlapSeconds=0", null);
        _canaries.AddApiToken("token that replaced it", (string)rotated["secret"]!);
        using var replaced = await pipeline.GetAsync("/v1/whoami", Cancellation);
        using var guessed = _stack.NewClient((string)rotated["secret"]! + "x");
        using var refused = await guessed.GetAsync("/v1/whoami", Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (replaced.StatusCode, refused.StatusCode));
        var shown = await MakeOnPageAsync(ada);
        _canaries.AddApiToken("token made on the page", shown);
        using var fromPage = _stack.NewClient(shown);
        (await fromPage.GetAsync("/v1/whoami", Cancellation)).EnsureSuccessStatusCode();

        await _people.FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.users: email");
        foreach (var page in (string[])["/tokens?all=true", "/audit", "/runs", $"/runs/{run}"])
            Assert.Empty(CanarySearch.InText(await PeopleVisits.ReadAsync(ada, page), _canaries.Words));
        foreach (var path in (string[])["/v1/tokens?all=true", "/v1/audit", "/v1/runs", $"/v1/runs/{run}/outputs"])
            Assert.Empty(CanarySearch.InText(await first.GetStringAsync(path, Cancellation), _canaries.Words));
        await _people.StrangersSeeNothingAsync($"/runs/{run}");
    }

    private async Task<Uri> InviteAsync(HttpClient token, string? email, string field)
    {
        var link = new Uri((string)(await PeopleVisits.PostAsync(token, "/v1/invitations", email is null ? new { role = "viewer" } : new { role = "viewer", email }))["link"]!);
        _canaries.Add(field, PeopleVisits.TokenIn(link));
        return link;
    }

    private static async Task<string> MakeOnPageAsync(Visitor owner)
    {
        var form = await PeopleVisits.ReadAsync(owner, "/tokens");
        using var made = await owner.PostAsync("/tokens", new Dictionary<string, string>
        {
            ["_handler"] = "create", ["__RequestVerificationToken"] = form.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0],
            ["name"] = "by hand", ["scope"] = "read", ["days"] = "7",
        });
        return (await made.Content.ReadAsStringAsync(Cancellation)).Split("<pre class=\"secret\">")[1].Split('<')[0];
    }

    private async Task FollowLinksAsync(HttpClient client, Visitor owner, string run)
    {
        var output = (string)JsonNode.Parse(await client.GetStringAsync($"/v1/runs/{run}/outputs", Cancellation))!["data"]![0]!["id"]!;
        var one = new Uri((string)(await PeopleVisits.PostAsync(client, $"/v1/runs/{run}/outputs/{output}/link", null))["url"]!);
        var all = new Uri((string)(await PeopleVisits.PostAsync(client, $"/v1/runs/{run}/outputs/link", null))["url"]!);
        using var opened = await owner.GetAsync($"/runs/{run}/outputs/{output}");
        var shown = new Uri(owner.PublicUrl, opened.Headers.Location!);
        using var anybody = _stack.NewVisitor();
        foreach (var (field, link) in (IEnumerable<(string, Uri)>)[("link to an output", one), ("link to all outputs", all), ("link of the page", shown)])
        {
            _canaries.Add(field, PeopleVisits.TokenIn(link));
            using var content = await anybody.GetAsync(link);
            using var spoilt = await anybody.GetAsync(new Uri($"{link}x"));
            Assert.Equal(HttpStatusCode.OK, content.StatusCode);
            Assert.NotEqual(HttpStatusCode.OK, spoilt.StatusCode);
        }
    }
}
