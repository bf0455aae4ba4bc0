using Antpath.Engine.Tenancy;
using Antpath.Server.SignIn;
using Microsoft.AspNetCore.Authorization;

namespace Antpath.Server.Dashboard;

/// <summary>
/// Lets a request in when its cookie's person still exists, is not disabled, has the same token version and belongs to a workspace. Asked anew for
/// every request: the cookie alone proves nothing.
/// </summary>
internal sealed class DashboardAccess(SignedInUsers users, DashboardSession session, SignInCookies cookies) : AuthorizationHandler<DashboardAccess.Requirement>
{
    public sealed class Requirement : IAuthorizationRequirement;

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        if (SessionCookie.Read(context.User) is not { } cookie || context.Resource is not HttpContext http)
            return;
        if (await users.FindAsync(cookie.AppUser, cookie.TokenVersion, cookies.Chosen(http), http.RequestAborted) is { } user)
        {
            session.Enter(user);
            context.Succeed(requirement);
        }
        else if (await users.FindPersonAsync(cookie.AppUser, cookie.TokenVersion, http.RequestAborted) is not null)
        {
            session.EnterNowhere();
        }
    }
}
