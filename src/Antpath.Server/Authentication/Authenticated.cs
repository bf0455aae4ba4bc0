using Antpath.Engine.Tenancy;
using Antpath.Workspaces;

namespace Antpath.Server.Authentication;

/// <summary>The principal behind a request that passed authentication.</summary>
internal sealed record Authenticated(Principal Principal, WhoAmI WhoAmI)
{
    public static Authenticated Of(HttpContext context) =>
        context.Features.Get<Authenticated>()
        ?? throw new InvalidOperationException("the operation was reached without authentication; give it a scope in Operations");

    /// <summary>Lets an endpoint take it as an argument.</summary>
    public static ValueTask<Authenticated?> BindAsync(HttpContext context) => ValueTask.FromResult<Authenticated?>(Of(context));
}
