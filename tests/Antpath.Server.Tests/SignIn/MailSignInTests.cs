using System.Net;
using System.Security.Cryptography;
using Antpath.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.SignIn;

public sealed class MailSignInTests(SignInStand stand) : IClassFixture<SignInStand>
{
    private readonly string _address = $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_by_mail_signs_in_once_and_in_the_browser_that_asked()
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        using var eve = stand.NewVisitor();
        var link = await LinkForAsync(ada);

        await LeadsToAsync(eve, link, "/sign-in?notice=spent");
        await LeadsToAsync(ada, link, "/runs");
        Assert.True(await ada.IsSignedInAsync());
        Assert.False(await eve.IsSignedInAsync());
        await LeadsToAsync(ada, link, "/sign-in?notice=spent");
    }

    [Fact]
    public async Task Who_asked_elsewhere_cannot_open_another_browsers_link()
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        using var eve = stand.NewVisitor();
        var link = await LinkForAsync(ada);
        using var asked = await AskAsync(eve, $"eve-{_address}");

        await LeadsToAsync(eve, link, "/sign-in?notice=spent");

        Assert.False(await eve.IsSignedInAsync());
    }

    [Fact]
    public async Task Nothing_tells_whether_an_address_is_known()
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        using var eve = stand.NewVisitor();

        using var known = await AskAsync(ada, _address);
        using var unknown = await AskAsync(eve, $"nobody-{_address}");
        await stand.Sink.ReceiveAsync(_address, Cancellation);

        Assert.Equal(HttpStatusCode.Redirect, known.StatusCode);
        Assert.Equal(known.StatusCode, unknown.StatusCode);
        Assert.Equal(known.Headers.Location, unknown.Headers.Location);
        Assert.Equal("/sign-in?notice=sent", known.Headers.Location!.OriginalString);
        Assert.Equal(HeaderNames(known), HeaderNames(unknown));
        Assert.Equal(CookieShapes(known), CookieShapes(unknown));
        Assert.False(stand.Sink.HasMail($"nobody-{_address}"));
    }

    [Fact]
    public async Task An_old_link_opens_nothing()
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        var link = await LinkForAsync(ada);
        await stand.ScalarAsync<int>("update verification_token set expires = now() where identifier = $1 returning 1", _address);

        await LeadsToAsync(ada, link, "/sign-in?notice=spent");
    }

    [Theory]
    [InlineData("/runs?status=failed", "/runs?status=failed")]
    [InlineData("https://evil.example.test/", "/runs")]
    [InlineData("//evil.example.test/", "/runs")]
    [InlineData("/\\evil.example.test/", "/runs")]
    [InlineData("/sign-out", "/runs")]
    public async Task Afterwards_they_are_where_they_wanted_and_never_elsewhere(string wish, string place)
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        using var asked = await ada.SubmitAsync("/sign-in", "/sign-in/mail", ("email", _address), ("next", wish));
        var link = LinkIn((await stand.Sink.ReceiveAsync(_address, Cancellation)).Text);

        await LeadsToAsync(ada, link, place);
    }

    [Fact]
    public async Task A_wish_that_somebody_wrote_into_the_link_leads_nowhere_else()
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();

        await LeadsToAsync(ada, new Uri($"{await LinkForAsync(ada)}&next=https://evil.example.test/"), "/runs");
    }

    [Fact]
    public async Task Whoever_was_shut_out_meanwhile_is_not_let_in()
    {
        var (_, person) = await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        var link = await LinkForAsync(ada);
        await stand.ScalarAsync<int>("update app_users set disabled_at = now() where id = $1 returning 1", person.Value);

        await LeadsToAsync(ada, link, "/sign-in?notice=refused");

        Assert.False(await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task Whoever_is_shut_out_is_out_with_the_next_request()
    {
        var (_, person) = await stand.CreateAsync(_address);
        using var ada = await SignedInAsync();

        await stand.ScalarAsync<int>("update app_users set disabled_at = now() where id = $1 returning 1", person.Value);

        using var answer = await ada.GetAsync("/runs?status=failed");
        Assert.Equal("/sign-in?notice=ended&next=%2Fruns%3Fstatus%3Dfailed", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Signing_out_ends_one_browser_and_signing_out_everywhere_ends_all()
    {
        var (_, person) = await stand.CreateAsync(_address);
        using var first = await SignedInAsync();
        using var second = await SignedInAsync();
        using var third = await SignedInAsync();

        using var left = await first.SubmitAsync("/account", "/sign-out");
        Assert.Equal("/sign-in?notice=out", left.Headers.Location!.OriginalString);
        Assert.False(await first.IsSignedInAsync());
        Assert.True(await second.IsSignedInAsync());

        using var leftEverywhere = await second.SubmitAsync("/account", "/sign-out/everywhere");
        Assert.Equal("/sign-in?notice=out", leftEverywhere.Headers.Location!.OriginalString);
        Assert.False(await second.IsSignedInAsync());
        Assert.False(await third.IsSignedInAsync());
        Assert.Equal("session.begin,session.begin,session.begin,session.end,session.end_everywhere", await stand.ScalarAsync<string>(
            "select string_agg(action, ',' order by occurred_at, id) from audit_logs where app_user_id = $1 and workspace_id is null", person.Value));
    }

    [Fact]
    public async Task Who_belongs_to_no_workspace_is_told_so()
    {
        var (_, person) = await stand.CreateAsync(_address);
        using var ada = await SignedInAsync();
        await stand.ScalarAsync<int>("update workspace_memberships set status = 'removed' where app_user_id = $1 returning 1", person.Value);

        using var answer = await ada.GetAsync("/runs");

        Assert.Equal("/workspaces", answer.Headers.Location!.OriginalString);
        using var page = await ada.GetAsync("/workspaces");
        Assert.Contains("You belong to no workspace", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_asks_for_nothing()
    {
        using var ada = stand.NewVisitor();

        using var answer = await ada.PostAsync("/sign-in/mail", [KeyValuePair.Create("email", _address)]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada@example.test\r\nBcc: eve@example.test")]
    public async Task What_is_no_address_is_said_to_be_none(string text)
    {
        using var ada = stand.NewVisitor();

        using var answer = await AskAsync(ada, text);

        Assert.Equal("/sign-in?notice=address", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_session_of_one_server_is_good_at_another()
    {
        await stand.CreateAsync(_address);
        var another = await stand.StartAsync();
        using var ada = await SignedInAsync();
        using var there = stand.NewVisitor(another);
        there.Cookies.Add(ada.Cookies.GetAllCookies());

        Assert.True(await there.IsSignedInAsync());
    }

    [Fact]
    public async Task Under_https_cookies_belong_to_this_host_alone()
    {
        await stand.CreateAsync(_address);
        var secure = await stand.StartAsync(("ANTPATH_SERVER_PUBLIC_URL", "https://antpath.example.test"));
        var token = await secure.Services.GetRequiredService<Server.SignIn.TerminalLinks>().IssueAsync(_address, Cancellation);
        using var ada = stand.NewVisitor(secure); // over http, as a proxy would ask

        using var answer = await ada.GetAsync(token);

        var session = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-antpath_session=", StringComparison.Ordinal));
        Assert.Equal(["httponly", "path=/", "samesite=lax", "secure"], session.Split("; ").Skip(1).Where(a => !a.StartsWith("expires=", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Neither_address_nor_link_nor_cookie_reaches_a_log_even_at_trace_level()
    {
        await stand.CreateAsync(_address);
        using var ada = stand.NewVisitor();
        var link = await LinkForAsync(ada);
        await LeadsToAsync(ada, link, "/runs");

        Assert.DoesNotContain(_address, stand.Log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(link.Query[7..], stand.Log.Text, StringComparison.Ordinal);
        foreach (Cookie cookie in ada.Cookies.GetAllCookies())
            Assert.DoesNotContain(cookie.Value, stand.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_says_who_and_nothing_more()
    {
        await stand.CreateAsync(_address);
        using var ada = await SignedInAsync();
        var sealing = stand.App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>().Get("Cookies").TicketDataFormat;

        var ticket = sealing.Unprotect(ada.Cookies.GetAllCookies()["antpath_session"]!.Value)!;

        Assert.Equal(["app_user_id", "token_version"], ticket.Principal.Claims.Select(c => c.Type));
    }

    private Task<HttpResponseMessage> AskAsync(Visitor visitor, string address) => visitor.SubmitAsync("/sign-in", "/sign-in/mail", ("email", address));

    private async Task<Uri> LinkForAsync(Visitor visitor)
    {
        using var asked = await AskAsync(visitor, _address);
        return LinkIn((await stand.Sink.ReceiveAsync(_address, Cancellation)).Text);
    }

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = stand.NewVisitor();
        await LeadsToAsync(visitor, await LinkForAsync(visitor), "/runs");
        return visitor;
    }

    private static Uri LinkIn(string text) => new(text.Split('\n').Single(line => line.StartsWith(SignInStand.PublicUrl.ToString(), StringComparison.Ordinal)).Trim());

    private static async Task LeadsToAsync(Visitor visitor, Uri link, string place)
    {
        using var answer = await visitor.GetAsync(link);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(place, answer.Headers.Location!.OriginalString);
    }

    private static IEnumerable<string> HeaderNames(HttpResponseMessage answer) => answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Order();

    private static IEnumerable<string> CookieShapes(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Select(c => $"{c.Split('=')[0]} {c.Length} {c[c.IndexOf(';', StringComparison.Ordinal)..]}");
}
