namespace Antpath.Server.SignIn;

/// <summary>What the sign-in page says about what just happened. Fixed words in the address; nothing of the person stands there.</summary>
internal static class SignInNotice
{
    /// <summary>A link was asked for.</summary>
    public const string Sent = "sent";

    /// <summary>What was typed is no address.</summary>
    public const string Address = "address";

    /// <summary>A link opened nothing.</summary>
    public const string Spent = "spent";

    /// <summary>The person is known or proven, and not let in.</summary>
    public const string Refused = "refused";

    /// <summary>The identity provider vouches for no address.</summary>
    public const string Unverified = "unverified";

    /// <summary>The person said no at the identity provider.</summary>
    public const string Declined = "declined";

    /// <summary>The identity provider's answer was none that can be believed, or it did not answer.</summary>
    public const string Failed = "failed";

    /// <summary>Too many were tried from here, or for this address.</summary>
    public const string TooFast = "wait";

    /// <summary>The session does not hold any more.</summary>
    public const string Ended = "ended";

    /// <summary>The person signed out.</summary>
    public const string Out = "out";

    /// <summary>The sign-in page with a notice and where to go afterwards.</summary>
    public static string Page(string notice, string? next = null) => ReturnPath.With($"/sign-in?notice={notice}", next);
}
