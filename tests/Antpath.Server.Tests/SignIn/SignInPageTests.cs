using System.Net;
using Antpath.Engine.Configuration;
using Antpath.Problems;
using Antpath.Testing.SignIn;

namespace Antpath.Server.Tests.SignIn;

/// <summary>A server without any way to sign in, which is how every server starts.</summary>
public sealed class SignInPageTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Without_any_way_in_the_page_says_so_and_what_to_do()
    {
        using var client = server.Anonymous();

        using var page = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken);

        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("no way to sign in by itself yet", html, StringComparison.Ordinal);
        Assert.Contains("antpath-server bootstrap", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_a_link_all_the_same_leads_back()
    {
        using var visitor = new Visitor(server.Address, server.Address);
        using var answer = await visitor.PostAsync("/sign-in/mail", []);
        using var there = await visitor.GetAsync("/sign-in/with/corp");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
    }

    [Theory]
    [InlineData("/runs", "/sign-in")]
    [InlineData("/runs?status=failed", "/sign-in?next=%2Fruns%3Fstatus%3Dfailed")]
    [InlineData("/account", "/sign-in?next=%2Faccount")]
    public async Task A_stranger_is_brought_back_to_the_page_they_wanted(string page, string place)
    {
        using var visitor = new Visitor(server.Address, server.Address);
        using var answer = await visitor.GetAsync(page);

        Assert.Equal(place, answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("ANTPATH_SIGNIN_PROVIDERS", "Corp One", "ANTPATH_SIGNIN_PROVIDERS must be different names")]
    [InlineData("ANTPATH_SIGNIN_PROVIDERS", "corp", "ANTPATH_SIGNIN_CORP_ISSUER is not set")]
    [InlineData("ANTPATH_SIGNIN_PROVIDERS", "google", "ANTPATH_SIGNIN_GOOGLE_CLIENT_SECRET is not set")]
    [InlineData("ANTPATH_SIGNIN_SIGN_UP", "everybody", "ANTPATH_SIGNIN_SIGN_UP: write invited or open.")]
    [InlineData("ANTPATH_MAIL_HOST", "mail.example.test", "ANTPATH_SERVER_PUBLIC_URL is not set")]
    [InlineData("ANTPATH_MAIL_HOST", "mail.example.test", "ANTPATH_MAIL_FROM: set the address")]
    [InlineData("ANTPATH_MAIL_TLS", "ssl", "ANTPATH_MAIL_TLS: write starttls, implicit or none.")]
    public void Wrong_settings_stop_the_start_and_are_named(string name, string value, string problem)
    {
        var settings = RunningServer.SettingsFor("postgres://nobody@127.0.0.1:1/none", Path.GetTempPath());
        settings[name] = value;

        var e = Assert.Throws<SettingsException>(() => ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings }));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://corp.example.test", "must be an https URL")]
    [InlineData("https://corp.example.test/?x=y", "must be an https URL")]
    [InlineData("corp.example.test", "must be an https URL")]
    public void An_issuer_that_cannot_be_trusted_is_refused(string issuer, string problem)
    {
        var settings = RunningServer.SettingsFor("postgres://nobody@127.0.0.1:1/none", Path.GetTempPath());
        foreach (var (name, value) in new[] { ("ANTPATH_SIGNIN_PROVIDERS", "corp"), ("ANTPATH_SIGNIN_CORP_ISSUER", issuer), ("ANTPATH_SIGNIN_CORP_CLIENT_ID", "a"), ("ANTPATH_SIGNIN_CORP_CLIENT_SECRET", "b") })
            settings[name] = value;

        var e = Assert.Throws<SettingsException>(() => ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings }));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Google_and_GitHub_are_known_and_start_without_being_asked()
    {
        var settings = RunningServer.SettingsFor("postgres://nobody@127.0.0.1:1/none", Path.GetTempPath());
        settings["ANTPATH_SIGNIN_PROVIDERS"] = "google,github";
        foreach (var name in (string[])["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"])
            settings[$"ANTPATH_SIGNIN_{name}"] = "something";
        await using var app = ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var visitor = new Visitor(new Uri("http://127.0.0.1"), RunningServer.AddressOf(app));

        using var there = await visitor.GetAsync("/sign-in/with/github"); // its addresses are known: nothing is asked before the browser goes there

        Assert.Equal("https://github.com/login/oauth/authorize", there.Headers.Location!.GetLeftPart(UriPartial.Path));
        Assert.Contains("scope=user%3Aemail", there.Headers.Location.Query, StringComparison.Ordinal);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Without_a_database_the_page_is_there_later()
    {
        var settings = RunningServer.SettingsFor("postgres://nobody@127.0.0.1:1/none", Path.GetTempPath());
        settings["ANTPATH_MAIL_HOST"] = "127.0.0.1";
        settings["ANTPATH_MAIL_FROM"] = "antpath@example.test";
        settings["ANTPATH_SERVER_PUBLIC_URL"] = "http://127.0.0.1";
        await using var app = ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = RunningServer.AddressOf(app) };

        using var page = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken); // its form cannot be sealed without the keys

        await Refusal.IsAsync(page, 503, ApiProblemCodes.TemporarilyUnavailable);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }
}
