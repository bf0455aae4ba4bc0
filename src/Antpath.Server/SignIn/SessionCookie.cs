using System.Globalization;
using System.Security.Claims;
using Antpath.Ids;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Antpath.Server.SignIn;

/// <summary>What the signed cookie of a signed-in person says, and nothing more: who, under which token version, in which workspace.</summary>
internal sealed record SessionCookie(AppUserId AppUser, int TokenVersion, WorkspaceId Workspace)
{
    private const string UserClaim = "app_user_id";
    private const string VersionClaim = "token_version";
    private const string WorkspaceClaim = "workspace_id";

    public ClaimsPrincipal ToClaims() => new(new ClaimsIdentity(
        [
            new Claim(UserClaim, AppUser.ToString()),
            new Claim(VersionClaim, TokenVersion.ToString(CultureInfo.InvariantCulture)),
            new Claim(WorkspaceClaim, Workspace.ToString()),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <returns>Null when a claim is missing or unreadable: the cookie is then no session.</returns>
    public static SessionCookie? Read(ClaimsPrincipal claims) =>
        AppUserId.TryParse(claims.FindFirstValue(UserClaim), out var user)
        && int.TryParse(claims.FindFirstValue(VersionClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && WorkspaceId.TryParse(claims.FindFirstValue(WorkspaceClaim), out var workspace)
            ? new SessionCookie(user, version, workspace)
            : null;
}
