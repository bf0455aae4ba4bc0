using Antpath.Workspaces;

namespace Antpath.Server.Dashboard.People;

/// <summary>What roles mean, in words.</summary>
internal static class Roles
{
    public static string Says(string role) => role switch
    {
        MemberRole.Owner => "everything, giving the workspace away and deleting it included.",
        MemberRole.Admin => "manages members, tokens and settings, and works with runs.",
        MemberRole.Member => "submits, cancels and deletes runs, and reads their outputs.",
        _ => "looks at runs and their outputs.",
    };

    /// <summary>The roles that somebody of a role may give.</summary>
    public static IEnumerable<string> GivenBy(string role) => MemberRole.All.Where(given => MemberRole.Reaches(role, given));

    /// <summary>Whether a role manages members.</summary>
    public static bool Manages(string role) => MemberRole.Reaches(role, MemberRole.Admin);
}
