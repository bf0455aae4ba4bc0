using System.Globalization;
using System.Security.Claims;
using Antpath.Ids;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Antpath.Server.SignIn;

/// <summary>What the sealed cookie of a signed-in person says, and nothing more: who, and under which token version.</summary>
internal sealed record SessionCookie(AppUserId AppUser, int TokenVersion)
{
    private const string UserClaim = "app_user_id";
    private const string VersionClaim = "token_version";

    public ClaimsPrincipal ToClaims() => new(new ClaimsIdentity(
        [
            new Claim(UserClaim, AppUser.ToString()),
            new Claim(VersionClaim, TokenVersion.ToString(CultureInfo.InvariantCulture)),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <returns>Null when a claim is missing or unreadable: the cookie is then no session.</returns>
    public static SessionCookie? Read(ClaimsPrincipal claims) =>
        AppUserId.TryParse(claims.FindFirstValue(UserClaim), out var user)
        && int.TryParse(claims.FindFirstValue(VersionClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new SessionCookie(user, version)
            : null;
}
