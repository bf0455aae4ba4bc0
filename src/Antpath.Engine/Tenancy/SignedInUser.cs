using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy;

/// <summary>A signed-in person in one workspace, as the database has them now.</summary>
/// <param name="Principal">Who acts, with the scopes of their role.</param>
/// <param name="Workspace">Where.</param>
/// <param name="Role">Their role there, a value of <see cref="MemberRole"/>.</param>
public sealed record SignedInUser(Principal Principal, WorkspaceReference Workspace, string Role);
