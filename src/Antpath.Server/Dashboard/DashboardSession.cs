using Antpath.Engine.Tenancy;
using Antpath.Workspaces;

namespace Antpath.Server.Dashboard;

/// <summary>Who looks at the dashboard in this request. Filled by <see cref="DashboardAccess"/> after the person was loaded from the database.</summary>
internal sealed class DashboardSession
{
    /// <summary>Name of the policy that every dashboard page and action requires.</summary>
    public const string Policy = "dashboard";

    private SignedInUser? _user;

    /// <summary>The workspace, or null outside a signed-in request.</summary>
    public WorkspaceReference? Workspace => _user?.Workspace;

    /// <summary>The person as a principal; only behind <see cref="Policy"/>.</summary>
    public Principal Principal => _user?.Principal ?? throw new InvalidOperationException("a page without the dashboard policy asked for the principal");

    /// <summary>Whether the person is signed in and belongs to no workspace.</summary>
    public bool BelongsNowhere { get; private set; }

    public void Enter(SignedInUser user) => _user = user;

    public void EnterNowhere() => BelongsNowhere = true;
}
