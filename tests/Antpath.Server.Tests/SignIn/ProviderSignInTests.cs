using System.Net;
using System.Web;
using Antpath.Testing.SignIn;

namespace Antpath.Server.Tests.SignIn;

/// <summary>Against a real OpenID Connect provider. <c>login_hint</c> names who signs in there.</summary>
public sealed class ProviderSignInTests(SignInStand stand) : IClassFixture<SignInStand>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_expected_signs_in_and_is_where_they_wanted()
    {
        var (_, alice) = await stand.CreateAsync(stand.Oidc.Alice);
        using var visitor = stand.NewVisitor();

        using var page = await SignInAsync(visitor, "alice", "/runs?status=failed");

        Assert.Equal("/runs?status=failed", page.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(1L, await stand.ScalarAsync<long>("select count(*) from audit_logs where action = 'identity.link' and app_user_id = $1 and detail ->> 'provider' = 'corp'", alice.Value));
        Assert.Equal(0L, await stand.ScalarAsync<long>("select count(*) from accounts where access_token is not null or id_token is not null or refresh_token is not null"));
    }

    [Fact]
    public async Task The_way_there_carries_state_nonce_and_a_challenge_and_comes_back_to_our_public_address()
    {
        using var visitor = stand.NewVisitor();

        using var answer = await visitor.GetAsync("/sign-in/with/corp");

        var query = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        Assert.Equal(stand.Oidc.Issuer.Authority, answer.Headers.Location.Authority);
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.NotEmpty(query["code_challenge"]!);
        Assert.NotEmpty(query["nonce"]!);
        Assert.NotEmpty(query["state"]!);
        Assert.Equal("http://antpath.example.test/sign-in/callback/corp", query["redirect_uri"]);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("antpath_provider", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("mallory", "/sign-in?notice=unverified")] // says she has Alice's address
    [InlineData("stranger", "/sign-in?notice=refused")]
    [InlineData("nobody", "/sign-in?notice=declined")]
    public async Task Others_are_told_why_not(string name, string place)
    {
        await stand.CreateAsync(stand.Oidc.Alice);
        using var visitor = stand.NewVisitor();

        using var page = await SignInAsync(visitor, name);

        Assert.Equal(place, page.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Equal(0L, await stand.ScalarAsync<long>("select count(*) from accounts where provider_account_id = $1", name));
    }

    [Fact]
    public async Task An_answer_is_good_once_and_only_in_the_browser_that_was_sent_there()
    {
        await stand.CreateAsync(stand.Oidc.Bob);
        using var bob = stand.NewVisitor();
        using var eve = stand.NewVisitor();
        var callback = await CallbackAsync(bob, "bob");

        Assert.Equal("/sign-in?notice=failed", await PlaceAsync(eve, callback)); // and Eve's browser is not signed in as Bob, nor Bob's as Eve
        Assert.Equal("/runs", await PlaceAsync(bob, callback));
        Assert.Equal("/sign-in?notice=failed", await PlaceAsync(bob, callback));
        Assert.False(await eve.IsSignedInAsync());
    }

    [Theory]
    [InlineData("/sign-in/callback/corp")]
    [InlineData("/sign-in/callback/corp?code=x&state=y")]
    [InlineData("/sign-in/callback/corp?error=access_denied")]
    [InlineData("/sign-in/callback/corp?error=%3Cscript%3E&state=y")]
    public async Task An_answer_that_nobody_asked_for_is_not_believed(string path)
    {
        using var visitor = stand.NewVisitor();

        Assert.Equal("/sign-in?notice=failed", await PlaceAsync(visitor, new Uri(visitor.PublicUrl, path)));
        Assert.DoesNotContain("<script>", stand.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_provider_answers_for_another()
    {
        await stand.CreateAsync(stand.Oidc.Bob);
        using var bob = stand.NewVisitor();
        var callback = await CallbackAsync(bob, "bob");

        var elsewhere = new Uri(callback.ToString().Replace("/callback/corp", "/callback/other", StringComparison.Ordinal));

        Assert.Equal("/sign-in?notice=failed", await PlaceAsync(bob, elsewhere));
        Assert.False(await bob.IsSignedInAsync());
    }

    [Fact]
    public async Task Another_server_takes_the_answer()
    {
        await stand.CreateAsync(stand.Oidc.Bob);
        var another = await stand.StartAsync();
        using var bob = stand.NewVisitor();
        using var there = stand.NewVisitor(another);
        var callback = await CallbackAsync(bob, "bob");
        there.Cookies.Add(bob.Cookies.GetAllCookies());

        Assert.Equal("/runs", await PlaceAsync(there, callback));
        Assert.True(await there.IsSignedInAsync());
    }

    [Fact]
    public async Task A_provider_that_is_gone_is_said_to_be()
    {
        Uri issuer;
        await using (var gone = await OidcProvider.StartAsync(Cancellation))
            issuer = gone.Issuer;
        var server = await stand.StartAsync(("ANTPATH_SIGNIN_CORP_ISSUER", issuer.ToString()));
        using var visitor = stand.NewVisitor(server);

        Assert.Equal("/sign-in?notice=failed", await PlaceAsync(visitor, new Uri(visitor.PublicUrl, "/sign-in/with/corp")));
    }

    [Fact]
    public async Task A_provider_that_is_not_set_up_is_not_there()
    {
        using var visitor = stand.NewVisitor();

        using var there = await visitor.GetAsync("/sign-in/with/nobody");
        using var back = await visitor.GetAsync("/sign-in/callback/nobody");

        Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, back.StatusCode);
    }

    [Fact]
    public async Task Neither_code_nor_state_nor_secret_nor_address_reaches_a_log_even_at_trace_level()
    {
        await stand.CreateAsync(stand.Oidc.Bob);
        using var bob = stand.NewVisitor();
        var callback = await CallbackAsync(bob, "bob");
        await PlaceAsync(bob, callback);

        var query = HttpUtility.ParseQueryString(callback.Query);
        foreach (var secret in (string[])[query["code"]!, query["state"]!, stand.Oidc.ClientSecret, stand.Oidc.Bob, "Bob Example"])
            Assert.DoesNotContain(secret, stand.Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_page_offers_every_way_and_keeps_the_wish()
    {
        using var visitor = stand.NewVisitor();

        using var page = await visitor.GetAsync("/sign-in?next=%2Fruns%3Fstatus%3Dfailed");

        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("href=\"/sign-in/with/corp?next=%2Fruns%3Fstatus%3Dfailed\"", html, StringComparison.Ordinal);
        Assert.Contains("Continue with Corp", html, StringComparison.Ordinal);
        Assert.Contains("Send me a link", html, StringComparison.Ordinal);
    }

    private static async Task<string> PlaceAsync(Visitor visitor, Uri url)
    {
        using var answer = await visitor.GetAsync(url);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<HttpResponseMessage> SignInAsync(Visitor visitor, string name, string? next = null) =>
        await visitor.FollowAsync(await ThereAsync(visitor, name, next));

    /// <summary>Where the provider sends a person back to, not yet followed.</summary>
    private async Task<Uri> CallbackAsync(Visitor visitor, string name)
    {
        var url = await ThereAsync(visitor, name, null);
        while (url.Authority == stand.Oidc.Issuer.Authority)
        {
            using var answer = await visitor.GetAsync(url);
            url = new Uri(url, answer.Headers.Location!);
        }

        return url;
    }

    private static async Task<Uri> ThereAsync(Visitor visitor, string name, string? next)
    {
        using var left = await visitor.GetAsync($"/sign-in/with/corp{(next is null ? "" : $"?next={Uri.EscapeDataString(next)}")}");
        return new Uri($"{left.Headers.Location}&login_hint={name}");
    }
}
