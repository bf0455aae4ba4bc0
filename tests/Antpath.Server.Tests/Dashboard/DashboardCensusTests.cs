using System.Net;
using System.Text.RegularExpressions;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Server.Dashboard;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antpath.Server.Tests.Dashboard;

/// <summary>
/// Tries every route of the dashboard as nobody, as a person who is disabled, was signed out, was removed or whose workspace is gone, with too small a role,
/// and on another workspace's run. A route without a row in <see cref="DashboardPermissions"/> fails the first test.
/// </summary>
public sealed partial class DashboardCensusTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>What makes a session worthless, as the row that is changed for it.</summary>
    private static readonly Dictionary<string, string> Endings = new(StringComparer.Ordinal)
    {
        ["disabled"] = "update app_users set disabled_at = now() where id = @user",
        ["signed out everywhere"] = "update app_users set token_version = token_version + 1 where id = @user",
        ["removed from the workspace"] = "update workspace_memberships set status = 'removed' where workspace_id = @workspace and app_user_id = @user",
        ["deleted workspace"] = "update workspaces set status = 'deleted', pending_delete_at = now(), deleted_at = now() where id = @workspace",
    };

    public static TheoryData<string, string> Routes => [.. DashboardPermissions.All.Select(p => (p.Method, p.Route))];

    public static TheoryData<string, string> RoutesOnRuns => [.. DashboardPermissions.All.Where(p => p.Route.Contains("{id}", StringComparison.Ordinal)).Select(p => (p.Method, p.Route))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string NoRun => RunId.From(Guid.AllBitsSet).ToString();

    [Fact]
    public void Every_route_of_the_dashboard_has_a_row_in_the_table_and_every_row_a_route()
    {
        var routes = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>()?.Policy == DashboardSession.Policy)
            .SelectMany(e => Methods(e).Select(method => $"{method} /{e.RoutePattern.RawText!.TrimStart('/').ToLowerInvariant()}"))
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(DashboardPermissions.All.Select(p => $"{p.Method} {p.Route.ToLowerInvariant()}").Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_stranger_is_sent_to_the_sign_in(string method, string route)
    {
        using var client = Client(new CookieContainer());

        using var answer = await SendAsync(client, method, route, NoRun);

        AssertSignIn(answer);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_session_that_ended_opens_nothing(string method, string route)
    {
        foreach (var (ending, sql) in Endings)
        {
            var tenant = await server.CreateTenantAsync();
            using var browser = await Browser.SignInAsync(server, tenant);
            using var client = Client(browser.Cookies);
            await ExecuteAsync(sql, tenant);

            using var answer = await SendAsync(client, method, route, NoRun);

            Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{ending}: {(int)answer.StatusCode}");
            if (ending.EndsWith("workspace", StringComparison.Ordinal))
                Assert.Equal("/workspaces", answer.Headers.Location!.OriginalString); // still somebody, who belongs to nothing
            else
                AssertSignIn(answer);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_role_opens_what_it_allows_and_no_more(string method, string route)
    {
        var needed = DashboardPermissions.All.Single(p => p.Method == method && p.Route == route).Scope;
        foreach (var role in (string[])["owner", "admin", "member", "viewer"])
        {
            var tenant = await server.CreateTenantAsync();
            using var browser = await Browser.SignInAsync(server, tenant);
            using var client = Client(browser.Cookies);
            await ExecuteAsync($"update workspace_memberships set role = '{role}' where workspace_id = @workspace and app_user_id = @user", tenant);

            using var answer = await SendAsync(client, method, route, NoRun);

            Assert.Equal(!Scope.OfRole(role).Contains(needed), answer.StatusCode == HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [MemberData(nameof(RoutesOnRuns))]
    public async Task Another_workspaces_run_is_none(string method, string route)
    {
        var theirs = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(theirs.Client);
        var before = await RowAsync(run.Id);
        var mine = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, mine);
        using var client = Client(browser.Cookies);
        var token = AntiforgeryToken().Match(await browser.PageAsync("/runs")).Groups["value"].Value;

        var ofTheirs = await TextAsync(client, method, route, run.Id.ToString(), token);
        var ofNone = await TextAsync(client, method, route, NoRun, token);

        Assert.Equal(ofNone, ofTheirs);
        Assert.Equal(before, await RowAsync(run.Id));
    }

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is null
            ? methods
            : ["GET", .. DashboardPermissions.All.Where(p => p.Method == "POST" && p.Route.TrimStart('/').Equals(endpoint.RoutePattern.RawText!.TrimStart('/'), StringComparison.OrdinalIgnoreCase)).Select(p => p.Method)];

    private HttpClient Client(CookieContainer cookies) =>
        new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = server.Address };

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string route, string run, string? antiforgery = null)
    {
        var path = route.Replace("{id}", run, StringComparison.Ordinal).Replace("{outputId}", OutputId.From(Guid.AllBitsSet).ToString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (antiforgery is not null && method == "POST")
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", antiforgery)]);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation); // a stream has no end
    }

    /// <summary>What an answer tells, without the id it was asked for.</summary>
    private static async Task<string> TextAsync(HttpClient client, string method, string route, string run, string antiforgery)
    {
        using var answer = await SendAsync(client, method, route, run, antiforgery);
        var stream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var body = stream ? "" : await answer.Content.ReadAsStringAsync(Cancellation);
        body = AntiforgeryToken().Replace(body, "");
        return $"{(int)answer.StatusCode} {answer.Headers.Location} {Changing().Replace(body, "")}".Replace(run, "RUN", StringComparison.Ordinal);
    }

    private static void AssertSignIn(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!;
        Assert.StartsWith("/sign-in", location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString, StringComparison.Ordinal);
    }

    private async Task<string> RowAsync(RunId run)
    {
        await using var command = server.Database.CreateCommand("select to_jsonb(r)::text from runs r where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Value });
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task ExecuteAsync(string sql, Tenant tenant)
    {
        await using var command = server.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid>("user", tenant.Owner.Value));
        command.Parameters.Add(new NpgsqlParameter<Guid>("workspace", tenant.Workspace.Value));
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AntiforgeryToken();

    /// <summary>Ids of the request and the like.</summary>
    [GeneratedRegex("\"requestId\":\"[^\"]*\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Changing();
}
