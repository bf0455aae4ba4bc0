using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Problems;
using Antpath.Server.Api;
using Antpath.Server.RateLimits;
using Antpath.Server.Tests.Dashboard;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.RateLimits;

/// <summary>Whatever changes something is limited in speed, or says here why not. Who adds a route that does neither hears of it here.</summary>
public sealed class LimitCensusTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Operations that change or cost something and have no limit, with the reason.</summary>
    private static readonly Dictionary<string, string> OperationsWithout = [];

    /// <summary>What pages post and has no limit of its own, with the reason.</summary>
    private static readonly Dictionary<string, string> ActionsWithout = new(StringComparer.Ordinal)
    {
        ["/sign-in/mail"] = "held back by SignInLimit, by address and by e-mail address",
        ["/workspaces/switch"] = "sets a cookie and nothing else",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_operation_that_changes_something_has_a_limit_or_a_reason()
    {
        var without = Endpoints()
            .Where(e => e.Metadata.GetMetadata<RateLimited>() is null)
            .Select(e => e.Metadata.GetMetadata<Operation>())
            .Where(o => o is not null && o.Method != "GET")
            .Select(o => o!.Id);

        Assert.Equal(OperationsWithout.Keys.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    /// <summary>Pages answer what is posted to them themselves: <see cref="RateLimitTests.What_a_page_answers_itself_is_limited_too"/>.</summary>
    [Fact]
    public void Everything_that_a_page_posts_elsewhere_has_a_limit_or_a_reason()
    {
        var without = Endpoints()
            .Where(e => e.Metadata.GetMetadata<Operation>() is null && e.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true && e.Metadata.GetMetadata<RateLimited>() is null)
            .Select(e => e.RoutePattern.RawText!);

        Assert.Equal(ActionsWithout.Keys.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Searches_and_settings_are_refused_over_their_limit_before_anything_is_read()
    {
        await using var strict = await server.StartAnotherAsync(
            ("ANTPATH_LIMIT_SWEEP_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SWEEP_BURST", "1"), ("ANTPATH_LIMIT_MEMBER_PER_MINUTE", "1"), ("ANTPATH_LIMIT_MEMBER_BURST", "1"));
        var tenant = await server.CreateTenantAsync();
        using var client = RunningServer.ClientOf(strict, tenant.TokenText.Reveal());

        foreach (var (method, path) in (IEnumerable<(HttpMethod, string)>)[(HttpMethod.Post, "/v1/provider-sweeps"), (HttpMethod.Put, "/v1/workspace/outputs-retention?days=3")])
        {
            using var first = await client.SendAsync(new HttpRequestMessage(method, path), Cancellation);
            using var second = await client.SendAsync(new HttpRequestMessage(method, path), Cancellation);

            Assert.NotEqual(429, (int)first.StatusCode);
            await Refusal.IsAsync(second, 429, ApiProblemCodes.RateLimited);
            Assert.NotNull(second.Headers.RetryAfter);
        }

        using var cleared = await client.DeleteAsync("/v1/workspace/outputs-retention", Cancellation);
        await Refusal.IsAsync(cleared, 429, ApiProblemCodes.RateLimited); // they share one
    }

    [Fact]
    public async Task Whoever_is_too_fast_on_a_page_is_back_on_it_and_reads_how_long_to_wait()
    {
        string[] kinds = ["CANCEL_DELETE", "LINK", "MEMBER"];
        await using var strict = await server.StartAnotherAsync(
            [.. kinds.SelectMany(k => new[] { ($"ANTPATH_LIMIT_{k}_PER_MINUTE", "1"), ($"ANTPATH_LIMIT_{k}_BURST", "1") })]);
        var tenant = await server.CreateTenantAsync();
        var run = (await Submissions.AcceptedAsync(tenant.Client)).Id.ToString();
        using var browser = await Browser.SignInAsync(server, tenant, strict);
        foreach (var kind in (RateLimitKind[])[RateLimitKind.CancelDelete, RateLimitKind.Link, RateLimitKind.Member])
            await strict.Services.GetRequiredService<RateLimiter>().TakeAsync(kind, tenant.Workspace, Cancellation);

        var actions = Endpoints()
            .Where(e => e.Metadata.GetMetadata<RateLimited>() is { Kind: not RateLimitKind.Person } && e.Metadata.GetMetadata<Operation>() is null)
            .ToList();
        Assert.Equal(12, actions.Count); // those of the pages of runs, members and the workspace
        foreach (var endpoint in actions)
        {
            var route = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}";
            var path = route.Replace("{id}", run, StringComparison.Ordinal).Replace("{outputId}", "out_00000000000000000000000000", StringComparison.Ordinal);
            using var answer = route.EndsWith("{outputId}", StringComparison.Ordinal) ? await browser.GetAsync(path) : await browser.PostAsync(path);

            var place = answer.Headers.Location?.OriginalString;
            var page = route.StartsWith("/runs", StringComparison.Ordinal) ? $"/runs/{run}" : route.StartsWith("/workspace", StringComparison.Ordinal) ? "/workspace" : "/members";
            Assert.StartsWith($"{page}?said=too_fast-", place, StringComparison.Ordinal);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            var shown = await browser.PageAsync(place!);
            Assert.Contains("Nothing was done: this comes faster than it may. Try again in ", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/workspaces/create", "/workspaces?said=too_fast-")]
    [InlineData("/invitation/accept", "/workspaces?said=too_fast-")]
    [InlineData("/invitation/decline", "/workspaces?said=too_fast-")]
    [InlineData("/sign-out/everywhere", "/account?said=too_fast-")]
    [InlineData("/sign-out", "/account?said=too_fast-")]
    public async Task What_people_do_for_themselves_is_limited_by_the_person(string action, string place)
    {
        await using var strict = await server.StartAnotherAsync(("ANTPATH_LIMIT_PERSON_PER_MINUTE", "1"), ("ANTPATH_LIMIT_PERSON_BURST", "1"));
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant, strict);
        var form = (await browser.PageAsync("/account")).Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        await strict.Services.GetRequiredService<RateLimiter>().TakeAsync(RateLimitKind.Person, tenant.Owner, Cancellation);

        using var answer = await browser.PostAsync(action, ("__RequestVerificationToken", form));

        Assert.StartsWith(place, answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("Nothing was done", await browser.PageAsync(answer.Headers.Location!.OriginalString), StringComparison.Ordinal); // nor is the session over
    }

    [Theory]
    [InlineData("too_fast-")]
    [InlineData("too_fast--5")]
    [InlineData("too_fast-99999")]
    [InlineData("too_fast-1;x")]
    [InlineData("too_fast-<b>")]
    public async Task No_other_word_makes_a_page_say_so(string word)
    {
        using var browser = await Browser.SignInAsync(server, await server.CreateTenantAsync());

        Assert.DoesNotContain("Nothing was done", await browser.PageAsync($"/members?said={Uri.EscapeDataString(word)}"), StringComparison.Ordinal);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
