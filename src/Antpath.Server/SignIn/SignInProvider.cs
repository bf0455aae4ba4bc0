using Antpath.Submission;

namespace Antpath.Server.SignIn;

/// <summary>One identity provider as the settings name it.</summary>
internal sealed record SignInProvider
{
    /// <summary>GitHub, which speaks OAuth and no OpenID Connect.</summary>
    public const string GitHub = "github";

    /// <summary>Google, whose issuer is known.</summary>
    public const string Google = "google";

    /// <summary>The operator's name for it, a to z and 0 to 9: it stands in settings, paths and <c>accounts.provider</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the button says.</summary>
    public required string Title { get; init; }

    /// <summary>The issuer of OpenID Connect; null for GitHub.</summary>
    public required Uri? Issuer { get; init; }

    /// <summary>Who we are to it.</summary>
    public required string ClientId { get; init; }

    /// <summary>What proves that.</summary>
    public required SecretString ClientSecret { get; init; }

    /// <summary>Whether its addresses count as proven although it does not say so.</summary>
    public required bool TrustsEmail { get; init; }
}
