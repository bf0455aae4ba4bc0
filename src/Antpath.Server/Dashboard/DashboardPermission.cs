namespace Antpath.Server.Dashboard;

/// <summary>What a person's role must allow for one route of the dashboard.</summary>
/// <param name="Method"><c>GET</c> for pages and streams, <c>POST</c> for actions.</param>
/// <param name="Route">The route pattern.</param>
/// <param name="Scope">A scope of the role.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record DashboardPermission(string Method, string Route, string Scope, string Summary)
{
    /// <summary>Whether the person must be an owner besides: judged where it is done, under the lock that changes of roles take.</summary>
    public bool OwnerOnly { get; init; }
}
