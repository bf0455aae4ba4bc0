namespace Antpath.Tokens;

/// <summary>The words of <see cref="TokenView.Status"/>.</summary>
public static class TokenStatus
{
    /// <summary>It works.</summary>
    public const string Active = "active";

    /// <summary>It works until it expires; a rotation put another in its place.</summary>
    public const string Replaced = "replaced";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>It was revoked.</summary>
    public const string Revoked = "revoked";

    /// <summary>Its creator is disabled or no longer a member.</summary>
    public const string CreatorGone = "creator_gone";
}
