using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Antpath.Server.Authentication;

internal static class ApiTokenAuthentication
{
    /// <summary>The policy of every operation with a scope.</summary>
    public const string Policy = "ApiTokenScope";

    public static void AddApiTokens(this IServiceCollection services)
    {
        services.AddAuthentication(ApiTokenScheme.Name).AddScheme<AuthenticationSchemeOptions, ApiTokenScheme>(ApiTokenScheme.Name, null);
        services.AddAuthorizationBuilder().AddPolicy(Policy, new AuthorizationPolicyBuilder(ApiTokenScheme.Name)
            .RequireAuthenticatedUser()
            .AddRequirements(new ScopeRequirement())
            .Build());
    }
}
