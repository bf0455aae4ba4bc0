using Antpath.Workspaces;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>A workspace that a person belongs to.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Role">The person's role in it.</param>
/// <param name="Status">Its status.</param>
public sealed record Belonging(WorkspaceReference Workspace, string Role, string Status);
