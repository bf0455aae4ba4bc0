using Antpath.Engine.Tenancy;
using Antpath.Server.SignIn;
using Microsoft.AspNetCore.Authorization;

namespace Antpath.Server.Dashboard;

/// <summary>
/// Lets a request in when its cookie's person still exists, is not disabled, has the same token version and belongs to the workspace. Asked anew for
/// every request: the cookie alone proves nothing.
/// </summary>
internal sealed class DashboardAccess(SignedInUsers users, DashboardSession session) : AuthorizationHandler<DashboardAccess.Requirement>
{
    public sealed class Requirement : IAuthorizationRequirement;

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        var stop = (context.Resource as HttpContext)?.RequestAborted ?? CancellationToken.None;
        if (SessionCookie.Read(context.User) is { } cookie
            && await users.FindAsync(cookie.AppUser, cookie.TokenVersion, cookie.Workspace, stop) is { } user)
        {
            session.Enter(user);
            context.Succeed(requirement);
        }
    }
}
