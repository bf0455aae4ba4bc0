namespace Antpath.Engine.Database.Rights;

/// <summary>What one role may do with one table.</summary>
/// <param name="Verbs">Of <c>select</c>, <c>insert</c>, <c>update</c>, <c>delete</c>, in this order; empty for nothing at all.</param>
/// <param name="Policies">On which rows.</param>
internal sealed record RoleRights(IReadOnlyList<string> Verbs, IReadOnlyList<RowPolicy> Policies)
{
    /// <summary>The table does not exist for this role.</summary>
    public static RoleRights None { get; } = new([], []);

    /// <param name="verbs">Verbs after commas.</param>
    /// <param name="policies">On which rows.</param>
    public static RoleRights To(string verbs, params IReadOnlyList<RowPolicy> policies) => new(verbs.Split(", "), policies);
}
