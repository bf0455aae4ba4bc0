namespace Antpath.Engine.Tenancy;

/// <summary>What a credential may do in its workspace. The words of <c>api_tokens.scopes</c>.</summary>
public static class Scope
{
    /// <summary>Submit runs, and have what could not be captured of them tried again.</summary>
    public const string Submit = "submit";

    /// <summary>Read runs, events, outputs' metadata, usage and the workspace.</summary>
    public const string Read = "read";

    /// <summary>Make links to output content.</summary>
    public const string Outputs = "outputs";

    /// <summary>Cancel runs.</summary>
    public const string Cancel = "cancel";

    /// <summary>Delete runs.</summary>
    public const string Delete = "delete";

    /// <summary>Manage the workspace and its tokens.</summary>
    public const string Admin = "admin";

    /// <summary>Every scope.</summary>
    public static IReadOnlyList<string> All { get; } = [Submit, Read, Outputs, Cancel, Delete, Admin];

    /// <summary>What a member may do, themselves and with their tokens.</summary>
    /// <param name="role">A word of <c>workspace_memberships.role</c>.</param>
    public static IReadOnlyList<string> OfRole(string role) => role switch
    {
        "owner" or "admin" => All,
        "member" => [Submit, Read, Outputs, Cancel, Delete],
        "viewer" => [Read, Outputs],
        _ => [],
    };
}
