using Antpath.Ids;

namespace Antpath.Engine.Tenancy.People;

/// <summary>What came of signing in.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <summary>They are in.</summary>
    /// <param name="AppUser">Who.</param>
    /// <param name="TokenVersion">The version their session is made under.</param>
    public sealed record SignedIn(AppUserId AppUser, int TokenVersion) : SignInResult;

    /// <summary>They proved who they are, and are not let in.</summary>
    /// <param name="Reason">A word of <see cref="SignInRefusal"/>.</param>
    public sealed record Refused(string Reason) : SignInResult;

    /// <summary>The link was used, is too old, belongs to another browser, or was never issued.</summary>
    public sealed record LinkSpent : SignInResult;
}
