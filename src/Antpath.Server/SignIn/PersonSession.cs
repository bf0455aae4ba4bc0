using Antpath.Engine.Tenancy.People;

namespace Antpath.Server.SignIn;

/// <summary>Who is signed in in this request, whatever workspace they are in, or none. Filled by <see cref="PersonAccess"/>.</summary>
internal sealed class PersonSession
{
    /// <summary>Name of the policy of pages and actions that need a person and no workspace.</summary>
    public const string Policy = "person";

    private SignedInPerson? _person;

    /// <summary>The person; only behind <see cref="Policy"/>.</summary>
    public SignedInPerson Person => _person ?? throw new InvalidOperationException("a page without the person policy asked for the person");

    public void Enter(SignedInPerson person) => _person = person;
}
