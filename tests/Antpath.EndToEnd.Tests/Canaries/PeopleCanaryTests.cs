using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Testing.SignIn;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>
/// People sign in, invite, join, make tokens and hand out links, and so do others who may not. Then every address, cookie, link and token that came up
/// is looked for where <see cref="CanaryTests"/> looks, and on the pages that a person of another workspace sees. Addresses stand in the columns
/// that are for them and are shown to members; a name is made of one's first part when its owner never gave another. The rest is nowhere.
/// </summary>
public sealed class PeopleCanaryTests(CanaryStack stack) : IClassFixture<CanaryStack>
{
    private const int CookiePiece = 48;

    private readonly CanarySet _canaries = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_leaves_nothing_but_the_address()
    {
        using var token = await TenantAsync();
        using var ada = stack.NewVisitor();
        using var eve = stack.NewVisitor();
        var unknown = $"{_canaries.Plant("unknown e-mail")}@example.test";
        await AskAsync(eve, unknown, "unknown's browser"); // answered in turn: done when the next one's mail comes
        await AskAsync(eve, $"{_canaries.Plant("what is no e-mail")}@", "unknown's browser");
        var link = await LinkForAsync(ada, Address("e-mail"), "magic link", "browser that asked");

        await FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.verification_token: identifier");

        await LeadsToAsync(eve, link, "/sign-in?notice=spent");
        await LeadsToAsync(ada, new Uri($"{link}x"), "/sign-in?notice=spent");
        await LeadsToAsync(ada, link, "/runs");
        KeepCookies(ada, "owner");
        await LeadsToAsync(ada, link, "/sign-in?notice=spent");
        Assert.False(stack.Mail.HasMail(unknown));
        await FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.users: email");
        await StrangersSeeNothingAsync();

        using var left = await ada.SubmitAsync("/account", "/sign-out/everywhere");
        Assert.Equal("/sign-in?notice=out", left.Headers.Location!.OriginalString);
        await FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.users: email");
    }

    [Fact]
    public async Task Inviting_and_joining_leave_nothing_but_the_addresses()
    {
        using var token = await TenantAsync();
        using var ada = await SignedInAsync("e-mail", "owner");
        var bobs = await InviteAsync(token, Address("invited e-mail"), "invitation");
        await InviteAsync(token, Address("e-mail that mail servers refuse"), "refused invitation"); // and repeat
        await InviteAsync(token, null, "open invitation");
        var letter = await stack.Mail.ReceiveAsync(Address("invited e-mail"), Cancellation);
        Assert.Contains(bobs.Query, letter.Text, StringComparison.Ordinal);
        var logs = await Eventually.GetAsync(() => Task.FromResult(stack.Logs), text => text.Contains("was refused by the SMTP server", StringComparison.Ordinal));
        Assert.Contains("was refused by the SMTP server", logs, StringComparison.Ordinal);

        await FindOnlyAsync(
            "e-mail in public.app_users: email", "e-mail in public.users: email",
            "e-mail that mail servers refuse in public.workspace_invitations: email", "invited e-mail in public.workspace_invitations: email");
        await StrangersSeeNothingAsync(bobs.PathAndQuery);

        using var bob = stack.NewVisitor();
        using var stopped = await bob.GetAsync(bobs);
        var signIn = stopped.Headers.Location!.OriginalString;
        var link = await LinkForAsync(bob, Address("invited e-mail"), "invited person's magic link", "invited person's browser", signIn);
        await LeadsToAsync(bob, link, bobs.PathAndQuery);
        KeepCookies(bob, "invited person");
        using var joined = await bob.SubmitAsync(bobs.PathAndQuery, "/invitation/accept");
        Assert.Equal("/runs", joined.Headers.Location!.OriginalString);

        await FindOnlyAsync(
            "e-mail in public.app_users: email", "e-mail in public.users: email", "e-mail that mail servers refuse in public.workspace_invitations: email",
            "invited e-mail in public.app_users: display_name", "invited e-mail in public.app_users: email", "invited e-mail in public.users: email");
        Assert.Equal(["e-mail", "invited e-mail"], CanarySearch.InText(await ReadAsync(bob, "/members"), _canaries.Words).Order()); // members see each other, and no more
        var audit = await ReadAsync(ada, "/audit");
        Assert.Equal(["invited e-mail"], CanarySearch.InText(audit, _canaries.Words)); // the name that was made of it
        Assert.DoesNotContain("@example.test", audit, StringComparison.Ordinal);
        Assert.Empty(CanarySearch.InText(await token.GetStringAsync("/v1/audit", Cancellation), _canaries.Words));
        Assert.Equal(["e-mail that mail servers refuse"], CanarySearch.InText(await token.GetStringAsync("/v1/invitations", Cancellation), _canaries.Words));
        await StrangersSeeNothingAsync(bobs.PathAndQuery);
    }

    [Fact]
    public async Task Tokens_and_signed_links_leave_nothing()
    {
        using var first = await TenantAsync();
        using var ada = await SignedInAsync("e-mail", "owner");
        var made = await PostAsync(first, "/v1/tokens", new { name = "pipeline", scopes = (string[])["submit", "read", "outputs", "admin"] });
        _canaries.AddApiToken("token made through the API", (string)made["secret"]!);
        using var pipeline = stack.NewClient((string)made["secret"]!);
        var run = (string)(await PostAsync(pipeline, "/v1/runs", _canaries.Submission("quick-answer")))["id"]!;
        var view = await Eventually.GetAsync(
            async () => JsonNode.Parse(await pipeline.GetStringAsync($"/v1/runs/{run}", Cancellation))!,
            v => (string?)v["cleanup"]!["state"] is "succeeded" or "failed" && !(bool)v["secretHeld"]!);
        Assert.Equal("succeeded", (string?)view["status"]);

        await FollowLinksAsync(pipeline, ada, run);
        var rotated = await PostAsync(first, $"/v1/tokens/{made["token"]!["id"]}/rotate?overlapSeconds=0", null);
        _canaries.AddApiToken("token that replaced it", (string)rotated["secret"]!);
        using var replaced = await pipeline.GetAsync("/v1/whoami", Cancellation);
        using var guessed = stack.NewClient((string)rotated["secret"]! + "x");
        using var refused = await guessed.GetAsync("/v1/whoami", Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (replaced.StatusCode, refused.StatusCode));
        var shown = await MakeOnPageAsync(ada);
        _canaries.AddApiToken("token made on the page", shown);
        using var fromPage = stack.NewClient(shown);
        (await fromPage.GetAsync("/v1/whoami", Cancellation)).EnsureSuccessStatusCode();

        await FindOnlyAsync("e-mail in public.app_users: email", "e-mail in public.users: email");
        foreach (var page in (string[])["/tokens?all=true", "/audit", "/runs", $"/runs/{run}"])
            Assert.Empty(CanarySearch.InText(await ReadAsync(ada, page), _canaries.Words));
        foreach (var path in (string[])["/v1/tokens?all=true", "/v1/audit", "/v1/runs", $"/v1/runs/{run}/outputs"])
            Assert.Empty(CanarySearch.InText(await first.GetStringAsync(path, Cancellation), _canaries.Words));
        await StrangersSeeNothingAsync($"/runs/{run}");
    }

    private string Address(string field) => field == "e-mail that mail servers refuse" ? $"refuse+550{_canaries.Plant(field)}@example.test" : $"{_canaries.Plant(field)}@example.test";

    private async Task<HttpClient> TenantAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "starts a PostgreSQL, which Windows is refused");
        _ = stack.Mail;
        return await stack.NewTenantAsync(_canaries);
    }

    private async Task<Visitor> SignedInAsync(string field, string who)
    {
        var visitor = stack.NewVisitor();
        await LeadsToAsync(visitor, await LinkForAsync(visitor, Address(field), $"{who}'s magic link", $"{who}'s browser"), "/runs");
        KeepCookies(visitor, who);
        return visitor;
    }

    private async Task AskAsync(Visitor visitor, string address, string browser, string page = "/sign-in")
    {
        using var asked = await visitor.SubmitAsync(page, "/sign-in/mail", ("email", address));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        _canaries.Add(browser, visitor.Cookies.GetAllCookies()["antpath_asked"]!.Value);
    }

    private async Task<Uri> LinkForAsync(Visitor visitor, string address, string link, string browser, string page = "/sign-in")
    {
        await AskAsync(visitor, address, browser, page);
        var letter = await stack.Mail.ReceiveAsync(address, Cancellation);
        var url = new Uri(letter.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim());
        _canaries.Add(link, TokenIn(url));
        return url;
    }

    /// <summary>The cookie's end: sealed values all begin alike.</summary>
    private void KeepCookies(Visitor visitor, string who)
    {
        var cookies = visitor.Cookies.GetAllCookies();
        Assert.Contains(cookies, cookie => cookie.Name == "antpath_session");
        foreach (var cookie in cookies.Where(cookie => cookie.Name != "antpath_workspace"))
            _canaries.Add($"{who}'s cookie {cookie.Name}", cookie.Value[^Math.Min(CookiePiece, cookie.Value.Length)..]);
    }

    private async Task<Uri> InviteAsync(HttpClient token, string? email, string field)
    {
        var link = new Uri((string)(await PostAsync(token, "/v1/invitations", email is null ? new { role = "viewer" } : new { role = "viewer", email }))["link"]!);
        _canaries.Add(field, TokenIn(link));
        return link;
    }

    private static async Task<string> MakeOnPageAsync(Visitor owner)
    {
        var form = await ReadAsync(owner, "/tokens");
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
        var one = new Uri((string)(await PostAsync(client, $"/v1/runs/{run}/outputs/{output}/link", null))["url"]!);
        var all = new Uri((string)(await PostAsync(client, $"/v1/runs/{run}/outputs/link", null))["url"]!);
        using var opened = await owner.GetAsync($"/runs/{run}/outputs/{output}");
        var shown = new Uri(owner.PublicUrl, opened.Headers.Location!);
        using var anybody = stack.NewVisitor();
        foreach (var (field, link) in (IEnumerable<(string, Uri)>)[("link to an output", one), ("link to all outputs", all), ("link of the page", shown)])
        {
            _canaries.Add(field, TokenIn(link));
            using var content = await anybody.GetAsync(link);
            using var spoilt = await anybody.GetAsync(new Uri($"{link}x"));
            Assert.Equal(HttpStatusCode.OK, content.StatusCode);
            Assert.NotEqual(HttpStatusCode.OK, spoilt.StatusCode);
        }
    }

    /// <summary>Searches the whole database and what the processes said. The places are all there are: an address that is not found was not looked for.</summary>
    private async Task FindOnlyAsync(params string[] places)
    {
        var logs = stack.Logs;
        Assert.Contains("POST /sign-in/mail answered", logs, StringComparison.Ordinal); // the least important line there is: nothing is searched that says nothing
        Assert.Equal(places.Order(StringComparer.Ordinal), (await CanarySearch.InDatabaseAsync(stack.Database, _canaries.Words)).Order(StringComparer.Ordinal));
        Assert.Empty(CanarySearch.InText(logs, _canaries.Words));
        var telemetry = await stack.TelemetryAsync(["http.server.request.duration"], body => body.Contains("POST /sign-in/mail", StringComparison.Ordinal));
        Assert.Empty(CanarySearch.InText(telemetry, _canaries.Words));
    }

    /// <summary>Everything that a signed-in person of another workspace, and that workspace's token, can read.</summary>
    private async Task StrangersSeeNothingAsync(params string[] more)
    {
        var theirs = new CanarySet();
        using var token = await stack.NewTenantAsync(theirs);
        using var stranger = stack.NewVisitor();
        var address = $"{theirs.Plant("e-mail")}@example.test";
        using var asked = await stranger.SubmitAsync("/sign-in", "/sign-in/mail", ("email", address));
        var letter = await stack.Mail.ReceiveAsync(address, Cancellation);
        await LeadsToAsync(stranger, new Uri(letter.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim()), "/runs");
        Assert.Contains("e-mail", CanarySearch.InText(await ReadAsync(stranger, "/members"), theirs.Words)); // it is this person's session

        foreach (var page in (string[])["/runs", "/members", "/workspace", "/workspaces", "/tokens?all=true", "/audit", "/account", .. more])
        {
            using var answer = await stranger.GetAsync(page);
            Assert.Empty(CanarySearch.InText($"{answer} {await answer.Content.ReadAsStringAsync(Cancellation)}", _canaries.Words).Select(field => $"{field} on {page}"));
        }

        foreach (var path in (string[])["whoami", "workspace", "usage", "runs", "members", "invitations", "tokens?all=true", "audit"])
            Assert.Empty(CanarySearch.InText(await token.GetStringAsync($"/v1/{path}", Cancellation), _canaries.Words).Select(field => $"{field} in {path}"));
    }

    private static string TokenIn(Uri link) => link.Query.Split("token=")[1].Split('&')[0];

    private static async Task LeadsToAsync(Visitor visitor, Uri link, string place)
    {
        using var answer = await visitor.GetAsync(link);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(place, answer.Headers.Location!.OriginalString);
    }

    private static async Task<string> ReadAsync(Visitor visitor, string page)
    {
        using var answer = await visitor.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object? body)
    {
        using var answer = body is null ? await client.PostAsync(path, null, Cancellation) : await client.PostAsJsonAsync(path, body, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
