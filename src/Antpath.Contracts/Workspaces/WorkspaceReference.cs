using Antpath.Ids;

namespace Antpath.Workspaces;

/// <summary>A workspace's id and name.</summary>
public sealed record WorkspaceReference
{
    /// <summary>The workspace's id.</summary>
    public required WorkspaceId Id { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }
}
