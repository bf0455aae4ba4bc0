using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Antpath.Server.Dashboard;

/// <summary>Holds whoever was let into the dashboard to what their role allows, route by route.</summary>
internal sealed class DashboardGate(RequestDelegate next)
{
    private static readonly ContentHttpResult Refusal =
        TypedResults.Text("Your role in this workspace does not allow this. Ask one of its administrators.", statusCode: StatusCodes.Status403Forbidden);

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || !Guarded(endpoint))
        {
            await next(http);
            return;
        }

        var scope = DashboardPermissions.Find(http.Request.Method, endpoint.RoutePattern.RawText);
        if (scope is not null && http.RequestServices.GetRequiredService<DashboardSession>().Principal.Allows(scope))
            await next(http);
        else
            await Refusal.ExecuteAsync(http);
    }

    private static bool Guarded(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(a => a.Policy == DashboardSession.Policy);
}
