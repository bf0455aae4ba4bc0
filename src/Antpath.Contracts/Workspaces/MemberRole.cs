namespace Antpath.Workspaces;

/// <summary>What a person may do in a workspace, from the most to the least. The words of <c>workspace_memberships.role</c>.</summary>
public static class MemberRole
{
    /// <summary>Everything, the workspace's end and its ownership included. A workspace always has one.</summary>
    public const string Owner = "owner";

    /// <summary>Everything but ending the workspace, giving it away, and touching owners.</summary>
    public const string Admin = "admin";

    /// <summary>Works with runs and outputs.</summary>
    public const string Member = "member";

    /// <summary>Looks at runs and outputs.</summary>
    public const string Viewer = "viewer";

    /// <summary>Every role, the highest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Owner, Admin, Member, Viewer];

    /// <summary>Whether a role is at least as high as another.</summary>
    /// <param name="role">A role, or null for nobody.</param>
    /// <param name="other">The role it is held against.</param>
    /// <returns>False for nobody and for words that are no roles.</returns>
    internal static bool Reaches(string? role, string other)
    {
        var (mine, theirs) = (Place(role), Place(other));
        return mine >= 0 && theirs >= 0 && mine <= theirs;
    }

    private static int Place(string? role)
    {
        for (var place = 0; place < All.Count; place++)
        {
            if (All[place] == role)
                return place;
        }

        return -1;
    }
}
