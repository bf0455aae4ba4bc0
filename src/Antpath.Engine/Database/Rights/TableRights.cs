namespace Antpath.Engine.Database.Rights;

/// <summary>The decision about one table: which verbs each role has on it, and on which rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Server">What <c>antpath-server api</c> may do with it.</param>
/// <param name="Worker">What a worker may do with it.</param>
internal sealed record TableRights(string Table, RoleRights Server, RoleRights Worker)
{
    /// <summary>The column that says whose a row is; null where rows belong to no workspace.</summary>
    public string? WorkspaceColumn { get; init; } = "workspace_id";
}
