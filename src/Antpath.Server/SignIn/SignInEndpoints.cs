using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Dashboard;
using Antpath.Server.Hosting;
using Antpath.Server.RateLimits;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Antpath.Server.SignIn;

/// <summary>Links by mail and from the terminal, and the ways out. Identity providers: <see cref="ProviderEndpoints"/>.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/link", RedeemFromTerminalAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/sign-in/mail", RedeemFromMailAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-in/mail", AskAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous().WithMetadata(new RateLimited(RateLimitKind.Person)).ExcludeFromDescription();
        routes.MapPost("/sign-out/everywhere", SignOutEverywhereAsync).RequireAuthorization(PersonSession.Policy).LimitsPersonOn(AccountPage.Path).ExcludeFromDescription();
        ProviderEndpoints.Map(routes);
    }

    /// <summary>Ends a sign-in of any kind: the session's cookie, and to where the person wanted.</summary>
    internal static async Task<IResult> FinishAsync(HttpContext http, SignInResult result, string? next)
    {
        switch (result)
        {
            case SignInResult.SignedIn person:
                http.RequestServices.GetRequiredService<SignInCookies>().ForgetAsking(http);
                await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new SessionCookie(person.AppUser, person.TokenVersion).ToClaims());
                return Results.LocalRedirect(ReturnPath.Read(next));
            case SignInResult.Refused { Reason: SignInRefusal.EmailUnverified }:
                return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Unverified, next));
            case SignInResult.Refused:
                return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Refused, next));
            default:
                return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Spent, next));
        }
    }

    /// <summary>Where a browser goes that tries too often; nothing was looked up for it.</summary>
    internal static IResult TooFast(string? next) => Results.LocalRedirect(SignInNotice.Page(SignInNotice.TooFast, next));

    private static async Task<IResult> RedeemFromTerminalAsync(string? token, string? next, SignIns signIns, SignInLimit limit, HttpContext http) =>
        await limit.AllowsAsync(http, email: null)
            ? await FinishAsync(http, await signIns.EnterByLinkAsync(token, browser: null, http.TraceIdentifier, http.RequestAborted), next)
            : TooFast(next);

    private static async Task<IResult> RedeemFromMailAsync(
        string? token, string? next, SignIns signIns, SignInCookies cookies, SignInLimit limit, HttpContext http)
    {
        if (!await limit.AllowsAsync(http, email: null))
            return TooFast(next);
        return cookies.Asker(http) is { } browser
            ? await FinishAsync(http, await signIns.EnterByLinkAsync(token, browser, http.TraceIdentifier, http.RequestAborted), next)
            : Results.LocalRedirect(SignInNotice.Page(SignInNotice.Spent, next));
    }

    /// <summary>Takes the address and says the same whoever it is; what follows from it happens elsewhere.</summary>
    private static async Task<IResult> AskAsync(
        LinkRequests requests, SignInCookies cookies, SignInWays ways, SignInLimit limit, IOptions<ApiOptions> api, IAntiforgery antiforgery, HttpContext http)
    {
        await antiforgery.ValidateRequestAsync(http);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var next = ReturnPath.Read(form[ReturnPath.Parameter]);
        if (!ways.ByMail)
            return Results.LocalRedirect("/sign-in");
        if (!EmailAddress.TryParse(form["email"], out var email))
            return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Address, next));

        if (!await limit.AllowsAsync(http, email.Value))
            return TooFast(next);

        var root = api.Value.PublicUrl!;
        requests.Ask(new LinkRequest
        {
            Email = email,
            Browser = cookies.AskedBy(http),
            LinkOf = token => new Uri(root, ReturnPath.With(QueryHelpers.AddQueryString("/sign-in/mail", "token", token), next)),
        });
        return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Sent, next));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignOuts signOuts, RateLimiter limiter)
    {
        // a form's token is bound to who saw the page, and here nobody asked who that is: a session that ended may be left too
        if ((await http.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme)).Principal is { } claims)
            http.User = claims;
        await antiforgery.ValidateRequestAsync(http);
        if (SessionCookie.Read(http.User) is not { } cookie)
            return await LeaveAsync(http);
        // a copy of the cookie still works, and each time the audit trail grows by a line
        var answer = await limiter.TakeAsync(RateLimitKind.Person, cookie.AppUser, http.RequestAborted);
        if (!answer.Granted)
            return ActionLimit.Refuse(http, AccountPage.Path, answer);
        await signOuts.LeaveAsync(cookie.AppUser, http.TraceIdentifier, http.RequestAborted);
        return await LeaveAsync(http);
    }

    private static async Task<IResult> SignOutEverywhereAsync(HttpContext http, IAntiforgery antiforgery, SignOuts signOuts, PersonSession session)
    {
        await antiforgery.ValidateRequestAsync(http);
        await signOuts.LeaveEverywhereAsync(session.Person.AppUser, http.TraceIdentifier, http.RequestAborted);
        return await LeaveAsync(http);
    }

    private static async Task<IResult> LeaveAsync(HttpContext http)
    {
        http.RequestServices.GetRequiredService<SignInCookies>().ForgetChoice(http);
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Out));
    }
}
