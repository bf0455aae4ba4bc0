using Antpath.Engine.Configuration;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;
using Antpath.Server.Dashboard;
using Antpath.Server.Dashboard.People;
using Antpath.Server.SignIn.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Antpath.Server.SignIn;

/// <summary>Registers sign-in: sessions, links and identity providers.</summary>
internal static class SignInServices
{
    /// <summary>What every server of an installation calls itself, so that they open each other's cookies.</summary>
    private const string Application = "antpath";

    /// <summary>By this name the host knows that it need not add the framework's way by itself.</summary>
    private const string AuthenticationIsInPlace = "__AuthenticationMiddlewareSet";

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        var providers = ProviderSettings.Read(configuration);
        services.AddAntpathMail(configuration);
        services.AddAntpathPeople(configuration);
        services.AddSettings(ProviderSettings.Announce(configuration));
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInCheck>();
        services.AddSingleton<IValidateOptions<MailOptions>, MailCheck>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<SignInWays>(s, providers));
        services.AddSingleton<SignInCookies>();
        services.AddSingleton<TerminalLinks>();
        services.AddHttpClient<GitHubEmails>((s, http) => GitHubEmails.Configure(http, s.GetRequiredService<IOptions<SignInOptions>>().Value.ProviderTimeout));
        if (providers.Count > 0)
            OpenIdClient.Add(services, providers);
        AddSessions(services);
        return services;
    }

    /// <summary>
    /// Lets the client of identity providers see the requests that can be for it. The framework's way shows it every request, which costs an operation of the
    /// API more than its own authentication does; and nobody else needs it, because each policy names its scheme.
    /// </summary>
    public static void UseSignIn(this IApplicationBuilder app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/sign-in"), branch => branch.UseAuthentication());
        app.Properties[AuthenticationIsInPlace] = true;
    }

    private static void AddSessions(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(Application);
        services.AddSingleton<KeySealing>();
        services.AddSingleton<KeptKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<KeptKeys, KeySealing>((keys, kept, sealing) => (keys.XmlRepository, keys.XmlEncryptor) = (kept, sealing));

        services.AddAuthentication().AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SignInCookies, IOptions<SignInOptions>>((cookie, cookies, signIn) =>
            {
                cookie.Cookie.Name = cookies.Session;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.Path = "/";
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = cookies.ByHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
                cookie.ExpireTimeSpan = signIn.Value.SessionLifetime;
                cookie.SlidingExpiration = false;
                cookie.Events.OnRedirectToLogin = context => SendAsync(context, null);
                cookie.Events.OnRedirectToAccessDenied = context => SendAsync(context, SignInNotice.Ended);
            });

        services.AddScoped<PersonSession>();
        services.AddScoped<IAuthorizationHandler, PersonAccess>();
        services.AddAuthorizationBuilder().AddPolicy(PersonSession.Policy, policy => policy
            .AddAuthenticationSchemes(CookieAuthenticationDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser()
            .AddRequirements(new PersonAccess.Requirement()));
    }

    /// <summary>To the sign-in page, and back to the page that was wanted; who is signed in and only belongs to no workspace goes to where they can make one.</summary>
    private static Task SendAsync(RedirectContext<CookieAuthenticationOptions> context, string? notice)
    {
        var request = context.Request;
        var next = HttpMethods.IsGet(request.Method) ? $"{request.Path}{request.QueryString}" : null;
        context.Response.Redirect(
            notice is not null && context.HttpContext.RequestServices.GetRequiredService<DashboardSession>().BelongsNowhere ? WorkspacesPage.Path
            : notice is not null ? SignInNotice.Page(notice, next)
            : ReturnPath.With("/sign-in", next));
        return Task.CompletedTask;
    }
}
