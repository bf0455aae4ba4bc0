using Antpath.Engine.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Antpath.Server.SignIn;

/// <summary>Turning a one-time link into a session, and ending it.</summary>
internal static class SignInEndpoints
{
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<OneTimeLinks>();
        services.AddAuthentication().AddCookie(options =>
        {
            options.Cookie.Name = "antpath_session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SessionLifetime;
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/sign-in";
            options.ReturnUrlParameter = "next";
        });
        services.AddSingleton<SignInCookies>();
        services.AddScoped<PersonSession>();
        services.AddScoped<Microsoft.AspNetCore.Authorization.IAuthorizationHandler, PersonAccess>();
        services.AddAuthorizationBuilder().AddPolicy(PersonSession.Policy, policy => policy
            .AddAuthenticationSchemes(CookieAuthenticationDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser()
            .AddRequirements(new PersonAccess.Requirement()));
        return services;
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/link", RedeemAsync).ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> RedeemAsync(string? token, OneTimeLinks links, SignedInUsers users, HttpContext http)
    {
        if (links.Redeem(token) is not { } grant || await users.FindVersionAsync(grant.AppUser, http.RequestAborted) is not { } version)
            return Results.Redirect("/sign-in?link=spent");

        var session = new SessionCookie(grant.AppUser, version);
        http.RequestServices.GetRequiredService<SignInCookies>().Choose(http, grant.Workspace);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, session.ToClaims());
        return Results.Redirect("/runs");
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        await antiforgery.ValidateRequestAsync(http);
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.Redirect("/sign-in");
    }
}
