using Antpath.Engine.Tenancy;
using Microsoft.AspNetCore.Authorization;

namespace Antpath.Server.SignIn;

/// <summary>Lets a request in when its cookie's person still exists, is not disabled and has the same token version. Asked anew for every request.</summary>
internal sealed class PersonAccess(SignedInUsers users, PersonSession session) : AuthorizationHandler<PersonAccess.Requirement>
{
    public sealed class Requirement : IAuthorizationRequirement;

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        var stop = (context.Resource as HttpContext)?.RequestAborted ?? CancellationToken.None;
        if (SessionCookie.Read(context.User) is { } cookie && await users.FindPersonAsync(cookie.AppUser, cookie.TokenVersion, stop) is { } person)
        {
            session.Enter(person);
            context.Succeed(requirement);
        }
    }
}
