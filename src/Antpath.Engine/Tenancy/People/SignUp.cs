namespace Antpath.Engine.Tenancy.People;

/// <summary>Who may become a person of this installation. Words of <c>ANTPATH_SIGNIN_SIGN_UP</c>.</summary>
public static class SignUp
{
    /// <summary>Those whom a member invited, and those whom the operator made by <c>antpath-server bootstrap</c>.</summary>
    public const string Invited = "invited";

    /// <summary>Everybody with a verified address, each with a workspace of their own, up to the allowance.</summary>
    public const string Open = "open";
}
