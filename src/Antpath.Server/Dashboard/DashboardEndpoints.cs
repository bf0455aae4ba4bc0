using Antpath.Engine.Outputs;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Server.Dashboard.Assets;
using Antpath.Server.Dashboard.Live;
using Antpath.Server.Dashboard.People;
using Antpath.Server.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Dashboard;

/// <summary>The dashboard's services and routes: pages, the few actions they post, and the stream that says when to look again.</summary>
internal static class DashboardEndpoints
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<IOptions<ApiOptions>>((options, api) =>
        {
            // a browser takes the prefix by https only; with it no neighbouring host can plant a cookie of that name
            var secure = api.Value.PublicUrl?.Scheme == Uri.UriSchemeHttps;
            options.Cookie.Name = secure ? "__Host-antpath_form" : "antpath_form";
            options.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.Cookie.Path = "/";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddScoped<DashboardSession>();
        services.AddScoped<IAuthorizationHandler, DashboardAccess>();
        services.AddSingleton<LiveStreams>();
        services.AddAuthorizationBuilder().AddPolicy(DashboardSession.Policy, policy => policy
            .AddAuthenticationSchemes(CookieAuthenticationDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser()
            .AddRequirements(new DashboardAccess.Requirement()));
        return services;
    }

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Redirect("/runs")).ExcludeFromDescription();
        DashboardAssets.Map(routes);
        routes.MapRazorComponents<App>();

        MemberActions.Map(routes);
        PersonActions.Map(routes);

        var actions = routes.MapGroup("").RequireAuthorization(DashboardSession.Policy).ExcludeFromDescription();
        actions.MapPost("/runs/{id}/cancel", CancelAsync).LimitsRateOn(RateLimitKind.CancelDelete, PageOf);
        actions.MapPost("/runs/{id}/delete", DeleteAsync).LimitsRateOn(RateLimitKind.CancelDelete, PageOf);
        actions.MapPost("/runs/{id}/outputs/retry", RetryOutputsAsync).LimitsRateOn(RateLimitKind.CancelDelete, PageOf);
        actions.MapPost("/runs/{id}/outputs/delete", DeleteOutputsAsync).LimitsRateOn(RateLimitKind.CancelDelete, PageOf);
        actions.MapGet("/runs/{id}/outputs/{outputId}", OpenOutputAsync).LimitsRateOn(RateLimitKind.Link, PageOf);
        actions.MapGet("/runs/{id}/live", (string id, LiveStreams streams, DashboardSession session, HttpContext http) =>
            RunId.TryParse(id, out var run) ? streams.FollowRunAsync(session.Principal.Workspace, run, http) : NotFoundAsync(http));
        actions.MapGet("/live", (LiveStreams streams, DashboardSession session, HttpContext http) =>
            streams.FollowListAsync(session.Principal.Workspace, http));
    }

    private static async Task<IResult> CancelAsync(string id, RunCancellation cancellation, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        await antiforgery.ValidateRequestAsync(http);
        if (!RunId.TryParse(id, out var run))
            return Results.NotFound();

        await cancellation.CancelAsync(session.Principal, run, http.RequestAborted);
        return Results.Redirect($"/runs/{run}");
    }

    private static async Task<IResult> DeleteAsync(string id, RunDeletion deletion, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        await antiforgery.ValidateRequestAsync(http);
        if (!RunId.TryParse(id, out var run))
            return Results.NotFound();

        await deletion.DeleteAsync(session.Principal, run, http.RequestAborted);
        return Results.Redirect("/runs");
    }

    private static async Task<IResult> RetryOutputsAsync(string id, OutputRetry retry, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        await antiforgery.ValidateRequestAsync(http);
        if (!RunId.TryParse(id, out var run))
            return Results.NotFound();

        await retry.RetryAsync(session.Principal, run, http.RequestAborted);
        return Results.Redirect($"/runs/{run}");
    }

    private static async Task<IResult> DeleteOutputsAsync(string id, OutputsDeletion deletion, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        await antiforgery.ValidateRequestAsync(http);
        if (!RunId.TryParse(id, out var run))
            return Results.NotFound();

        await deletion.DeleteAsync(session.Principal, run, http.RequestAborted);
        return Results.Redirect($"/runs/{run}");
    }

    private static async Task<IResult> OpenOutputAsync(string id, string outputId, OutputLinks links, DashboardSession session, HttpContext http)
    {
        if (!RunId.TryParse(id, out var run) || !OutputId.TryParse(outputId, out var output))
            return Results.NotFound();

        // only the path is used: the browser stays on the host that it is on
        var here = new Uri($"{http.Request.Scheme}://{http.Request.Host}");
        return await links.CreateAsync(session.Principal, run, output, here, http.RequestAborted) is LinkCreation.Created { Link: var link }
            ? Results.Redirect(new Uri(link.Url).PathAndQuery)
            : Results.NotFound();
    }

    /// <summary>The page of the run that an address names.</summary>
    private static string PageOf(HttpContext http) => RunId.TryParse(http.GetRouteValue("id") as string, out var run) ? $"/runs/{run}" : "/runs";

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
