namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>What is limited in speed. Each has a bucket of its own for every subject.</summary>
public enum RateLimitKind
{
    /// <summary>Submissions of a workspace.</summary>
    Submit,

    /// <summary>Cancels and deletes of a workspace.</summary>
    CancelDelete,

    /// <summary>Links to outputs made in a workspace.</summary>
    Link,

    /// <summary>API tokens made, rotated or revoked in a workspace.</summary>
    Token,

    /// <summary>Changes of a workspace's members, invitations, name and settings.</summary>
    Member,

    /// <summary>Searches at the provider that a workspace asks for.</summary>
    Sweep,

    /// <summary>What a person does for themselves: workspaces they make, invitations they answer, sign-outs.</summary>
    Person,

    /// <summary>Sign-ins tried from one address, or for one e-mail address.</summary>
    SignIn,
}
