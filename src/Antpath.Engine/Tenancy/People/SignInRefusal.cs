namespace Antpath.Engine.Tenancy.People;

/// <summary>Why somebody who proved who they are is not let in. The words of the audit trail.</summary>
public static class SignInRefusal
{
    /// <summary>An identity that is not known yet came without an address that its provider vouches for.</summary>
    public const string EmailUnverified = "email_unverified";

    /// <summary>Nobody invited the address, and sign-up is not open.</summary>
    public const string NotInvited = "not_invited";

    /// <summary>Sign-up is open, but the allowance of people who signed up by themselves is used up.</summary>
    public const string SignUpFull = "sign_up_full";

    /// <summary>The person was shut out.</summary>
    public const string Disabled = "disabled";
}
