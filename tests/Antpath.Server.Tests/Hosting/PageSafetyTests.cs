using System.Net;
using System.Text.RegularExpressions;
using Antpath.Server.Dashboard;
using Antpath.Server.Api;
using Antpath.Server.Tests.Dashboard;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Hosting;

/// <summary>A census of what browsers see and send: every page, and every form. A route that is added is asked too.</summary>
public sealed partial class PageSafetyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_page_runs_or_styles_inline_or_from_elsewhere()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        using var browser = await Browser.SignInAsync(server, tenant);
        var pages = new List<string>();

        foreach (var path in Paths("GET").Select(p => p.Replace("{id}", run.Id.ToString(), StringComparison.OrdinalIgnoreCase)).Where(p => !p.Contains('{', StringComparison.Ordinal) && !p.EndsWith("/live", StringComparison.Ordinal)))
        {
            using var answer = await browser.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotMatch(LooseScripts(), policy);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
                continue;
            var html = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.All(Scripts().Matches(html), script => Assert.Contains(" src=\"/", script.Value, StringComparison.Ordinal));
            Assert.DoesNotMatch(Handlers(), html);
            pages.Add(path);
        }

        Assert.Contains("/runs", pages);
        Assert.Contains("/tokens", pages);
        Assert.Contains("/sign-in", pages);
        Assert.Contains("/docs", pages);
        Assert.Contains($"/runs/{run.Id}", pages);
    }

    [Fact]
    public async Task Whatever_a_page_posts_needs_the_pages_own_form()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        using var browser = await Browser.SignInAsync(server, tenant);
        await browser.PageAsync("/runs");
        var asked = new List<string>();

        foreach (var route in Paths("POST"))
        {
            var path = route.Replace("{id}", run.Id.ToString(), StringComparison.OrdinalIgnoreCase);
            using var answer = await browser.PostAsync(path, ("field", "value"));
            var neverPosted = answer.StatusCode == HttpStatusCode.Forbidden && DashboardPermissions.Find("POST", route) is null; // a page without forms
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest || neverPosted, $"POST {path} without the form's token answered {(int)answer.StatusCode}");
            asked.Add(path);
        }

        Assert.Contains("/sign-out", asked);
        Assert.Contains($"/runs/{run.Id}/cancel", asked);
        Assert.Contains("/tokens", asked);
        using var still = await browser.GetAsync("/runs"); // nobody was signed out
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        var status = (string)System.Text.Json.Nodes.JsonNode.Parse(await tenant.Client.GetStringAsync($"/v1/runs/{run.Id}", Cancellation))!["status"]!;
        Assert.Equal("queued", status);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    public async Task No_page_sends_anybody_elsewhere(string target)
    {
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        var query = string.Join('&', new[] { "next", "returnUrl", "ReturnUrl", "redirect_uri", "url" }.Select(name => $"{name}={Uri.EscapeDataString(target)}"));

        foreach (var path in Paths("GET").Where(p => !p.Contains('{', StringComparison.Ordinal) && !p.EndsWith("/live", StringComparison.Ordinal)))
        {
            using var known = await browser.GetAsync($"{path}?{query}");
            using var unknown = await stranger.GetAsync($"{path}?{query}", Cancellation);
            foreach (var location in new[] { known.Headers.Location, unknown.Headers.Location }.OfType<Uri>())
                Assert.Equal(server.Address.Authority, new Uri(server.Address, location.OriginalString.Replace('\\', '/')).Authority);
        }
    }

    [Fact]
    public async Task Behind_https_every_answer_asks_for_https_and_the_forms_cookie_is_bound_to_the_host()
    {
        await using var secure = await server.StartAnotherAsync(("ANTPATH_SERVER_PUBLIC_URL", "https://antpath.example"));
        var tenant = await server.CreateTenantAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = RunningServer.AddressOf(secure) };
        await using var owner = server.Database.CreateCommand("select email from app_users where id = $1");
        owner.Parameters.Add(new() { Value = tenant.Owner.Value });
        var email = (string)(await owner.ExecuteScalarAsync(Cancellation))!;
        using var signedIn = await client.GetAsync(await secure.Services.GetRequiredService<Server.SignIn.TerminalLinks>().IssueAsync(email, Cancellation), Cancellation);
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", signedIn.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0])));

        using var page = await client.GetAsync("/tokens", Cancellation);
        using var plain = await server.Anonymous().GetAsync("/sign-in", Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.StartsWith("max-age=31536000", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        var cookie = page.Headers.GetValues("Set-Cookie").Single(c => c.Contains("antpath_form", StringComparison.Ordinal)).Split("; ");
        Assert.StartsWith("__Host-antpath_form=", cookie[0], StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(cookie, part => part.StartsWith("domain=", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Routes for browsers: all that are no operation of the API.</summary>
    private List<string> Paths(string method) => server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<Operation>() is null)
        .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(method) ?? method == "GET")
        .Select(e => $"/{e.RoutePattern.RawText!.TrimStart('/')}")
        .Where(p => !p.StartsWith("/_", StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal)
        .ToList();

    [GeneratedRegex("<script[^>]*>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Scripts();

    [GeneratedRegex("<[a-z][^>]*\\s(on[a-z]+|style)=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Handlers();

    [GeneratedRegex("script-src[^;]*('unsafe-|\\*|https?:|data:)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LooseScripts();
}
