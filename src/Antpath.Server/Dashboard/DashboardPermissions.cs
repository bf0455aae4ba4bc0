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
        new("POST", "/runs/{id}/outputs/retry", Scope.Submit, "Capture failed files again"),
        new("POST", "/runs/{id}/outputs/delete", Scope.Delete, "Delete a run's outputs"),
        new("GET", "/members", Scope.Read, "See the members"),
        new("POST", "/members", Scope.Admin, "Invite somebody"),
        new("POST", "/members/{id}/role", Scope.Admin, "Change a member's role"),
        new("POST", "/members/{id}/remove", Scope.Admin, "Remove a member"),
        new("POST", "/invitations/{id}/revoke", Scope.Admin, "Revoke an invitation"),
        new("GET", "/workspace", Scope.Read, "See the workspace and its limits"),
        new("POST", "/workspace/rename", Scope.Admin, "Rename the workspace"),
        new("POST", "/workspace/leave", Scope.Read, "Leave the workspace"),
        new("POST", "/workspace/transfer", Scope.Admin, "Give the workspace to another owner") { OwnerOnly = true },
        new("POST", "/workspace/delete", Scope.Admin, "Delete the workspace") { OwnerOnly = true },
        new("GET", "/tokens", Scope.Admin, "See the API tokens"),
        new("POST", "/tokens", Scope.Admin, "Make, rotate and revoke API tokens"),
        new("GET", "/audit", Scope.Admin, "Read the audit trail"),
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
