using Antpath.Ids;

namespace Antpath.Engine.Tenancy.People;

/// <summary>A signed-in person, as the database has them now, whatever workspaces they are in.</summary>
/// <param name="AppUser">Who.</param>
/// <param name="Email">Their address, or null.</param>
/// <param name="DisplayName">What people call them.</param>
/// <param name="Ways">The identity providers tied to them, by configured name.</param>
public sealed record SignedInPerson(AppUserId AppUser, string? Email, string DisplayName, IReadOnlyList<string> Ways)
{
    /// <summary>The id alone.</summary>
    public override string ToString() => AppUser.ToString();
}
