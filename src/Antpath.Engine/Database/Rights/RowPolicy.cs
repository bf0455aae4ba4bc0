namespace Antpath.Engine.Database.Rights;

/// <summary>Which rows of a table a role reaches by some commands.</summary>
/// <param name="Name">The policy's name, unique on its table.</param>
/// <param name="Command"><c>all</c>, <c>select</c> or <c>insert</c>.</param>
/// <param name="Using">Which rows it sees; null for an insert.</param>
/// <param name="Check">Which rows it may write; null where <paramref name="Using"/> says it, or nothing is written.</param>
internal sealed record RowPolicy(string Name, string Command, string? Using, string? Check)
{
    private const string Everything = "true";

    /// <summary>Every row: for a role that serves all workspaces, or a table that belongs to none.</summary>
    public static RowPolicy All(string name) => new(name, "all", Everything, null);

    /// <summary>The rows of the workspaces that the statement's context names.</summary>
    public static RowPolicy OfWorkspace(string name, string column = "workspace_id") => new(name, "all", InWorkspaces(column), null);

    /// <summary>More rows, to read only.</summary>
    public static RowPolicy Reading(string name, string condition) => new($"{name}_read", "select", condition, null);

    /// <summary>Rows it may add beyond those it reaches.</summary>
    public static RowPolicy Adding(string name, string condition) => new($"{name}_insert", "insert", null, condition);

    /// <summary>The statement that makes it. A subquery around each function lets the planner ask once a statement instead of once a row.</summary>
    public string Create(string table, string role) =>
        $"create policy {Name} on {table} for {Command} to {role}"
        + (Using is null ? "" : $" using ({Using})")
        + (Check is null ? "" : $" with check ({Check})");

    private static string InWorkspaces(string column) => $"{column} = any ((select context_workspaces())::uuid[])";
}
