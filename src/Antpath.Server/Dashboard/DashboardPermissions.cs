using Antpath.Engine.Tenancy;

namespace Antpath.Server.Dashboard;

/// <summary>The one table of who may do what in the dashboard, beside <see cref="Api.Operations"/>. A route behind the dashboard's policy without a row is refused.</summary>
internal static class DashboardPermissions
{
    public static readonly IReadOnlyList<DashboardPermission> All =
    [
        new("GET", "/runs", Scope.Read, "See the runs"),
        new("GET", "/live", Scope.Read, "Follow the list of runs"),
        new("GET", "/runs/{id}", Scope.Read, "See a run"),
        new("GET", "/runs/{id}/live", Scope.Read, "Follow a run"),
        new("GET", "/runs/{id}/outputs/{outputId}", Scope.Outputs, "Open an output"),
        new("POST", "/runs/{id}/cancel", Scope.Cancel, "Cancel a run"),
        new("POST", "/runs/{id}/delete", Scope.Delete, "Delete a run"),
        new("POST", "/runs/{id}/outputs/retry", Scope.Outputs, "Capture failed files again"),
        new("POST", "/runs/{id}/outputs/delete", Scope.Delete, "Delete a run's outputs"),
    ];

    private static readonly Dictionary<(string Method, string Route), string> ScopeOf = All.ToDictionary(p => (p.Method, p.Route.ToLowerInvariant()), p => p.Scope);

    /// <param name="method">The request's method.</param>
    /// <param name="route">The route pattern it met; with or without a slash before it, in any case.</param>
    /// <returns>The scope it needs; null when the table has no such route.</returns>
    public static string? Find(string method, string? route)
    {
        var verb = HttpMethods.IsHead(method) ? HttpMethods.Get : method;
        return ScopeOf.GetValueOrDefault((verb, $"/{route?.TrimStart('/').ToLowerInvariant()}"));
    }
}
