namespace Antpath.Deployment;

/// <summary>What an administrator should know of the server that answers.</summary>
public sealed record DeploymentView
{
    /// <summary>
    /// Whether the database itself holds this server to one workspace at a time. False when the server connects as the owner of the tables, whom row-level
    /// security does not hold: workspaces are kept apart by the server's statements alone then.
    /// </summary>
    public required bool RowSecurity { get; init; }
}
