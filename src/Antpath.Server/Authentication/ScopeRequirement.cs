using Antpath.Server.Api;
using Microsoft.AspNetCore.Authorization;

namespace Antpath.Server.Authentication;

/// <summary>The token has the scope that the table of operations asks for.</summary>
internal sealed class ScopeRequirement : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        // No operation, no scope or no principal: refused
        if (context.Resource is HttpContext http
            && http.GetEndpoint()?.Metadata.GetMetadata<Operation>()?.Scope is { } scope
            && http.Features.Get<Authenticated>() is { } authenticated
            && authenticated.Principal.Allows(scope))
            context.Succeed(requirement);

        return Task.CompletedTask;
    }
}
