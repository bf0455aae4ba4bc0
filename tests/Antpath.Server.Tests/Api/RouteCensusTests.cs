using Antpath.Server.Api;
using Antpath.Server.Authentication;
using Antpath.Server.Dashboard;
using Antpath.Server.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Api;

/// <summary>No route without a guard, unless it is open for a reason that is known here.</summary>
public sealed class RouteCensusTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Routes without a policy: health, descriptions, what a page loads, and the way in and out.</summary>
    private static readonly HashSet<string> OpenRoutes =
    [
        "/healthz", "/readyz", "/v1/outputs/content", "/v1/outputs/archive", "/openapi/{documentName}.json", "/docs", "/docs/reference.js", "/docs/problems",
        "/", "/sign-in", "/sign-in/link", "/sign-in/mail", "/sign-in/with/{provider}", "/sign-in/callback/{provider}", "/sign-out",
    ];

    /// <summary>Static files only.</summary>
    private static readonly string[] OpenFolders = ["/assets/", "/docs/assets/", "/_framework/"];

    [Fact]
    public void Every_route_is_guarded_by_a_policy_or_open_for_a_reason_known_here()
    {
        var unguarded = Routes()
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>()?.Policy is not (ApiTokenAuthentication.Policy or DashboardSession.Policy or PersonSession.Policy))
            .Select(e => $"/{e.RoutePattern.RawText!.TrimStart('/')}");

        Assert.DoesNotContain(unguarded, route => !OpenRoutes.Contains(route) && !OpenFolders.Any(folder => route.StartsWith(folder, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_operation_with_a_scope_is_guarded_by_the_tokens_policy()
    {
        var guarded = Routes()
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>()?.Policy == ApiTokenAuthentication.Policy)
            .Select(e => e.Metadata.GetMetadata<Operation>()!.Id);

        Assert.Equal(Operations.All.Where(o => o.Scope is not null).Select(o => o.Id).Order(StringComparer.Ordinal), guarded.Order(StringComparer.Ordinal));
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
