using Antpath.Engine.Tenancy.People;
using Antpath.Ids;
using Antpath.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Antpath.Server.SignIn;

/// <summary>
/// The cookies of sign-in. Where people come by https their names begin with <c>__Host-</c>: a browser takes such a cookie only from this very host, over
/// https and for all paths, so no neighbour can plant one.
/// </summary>
internal sealed class SignInCookies(IOptions<ApiOptions> api, IOptions<SignInOptions> signIn)
{
    private const int SecretCharactersMax = 64;

    /// <summary>Whether clients come by https.</summary>
    public bool ByHttps => api.Value.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>The session: see <see cref="SessionCookie"/>.</summary>
    public string Session => NameOf("antpath_session");

    /// <summary>What ties an identity provider's answer to the browser that was sent there.</summary>
    public string Correlation => NameOf("antpath_provider");

    private string Asked => NameOf("antpath_asked");

    private string Workspace => NameOf("antpath_workspace");

    /// <summary>The secret of this browser, to which links by mail are bound; made when it has none. A second request keeps the first one's link good.</summary>
    public string AskedBy(HttpContext http)
    {
        var secret = Asker(http) ?? SignInLinks.NewSecret();
        http.Response.Cookies.Append(Asked, secret, OptionsFor(signIn.Value.LinkLifetime));
        return secret;
    }

    /// <summary>The secret of this browser, or null: it never asked for a link, or too long ago.</summary>
    public string? Asker(HttpContext http) => http.Request.Cookies[Asked] is { Length: > 0 and <= SecretCharactersMax } secret ? secret : null;

    /// <summary>Forgets that this browser asked.</summary>
    public void ForgetAsking(HttpContext http) => http.Response.Cookies.Delete(Asked, OptionsFor(null));

    /// <summary>The workspace that was last chosen in this browser, or null. A wish and no right: whether the person belongs there is looked up each time.</summary>
    public WorkspaceId? Chosen(HttpContext http) => WorkspaceId.TryParse(http.Request.Cookies[Workspace], out var workspace) ? workspace : null;

    /// <summary>Remembers the workspace for this browser's next requests.</summary>
    public void Choose(HttpContext http, WorkspaceId workspace) => http.Response.Cookies.Append(Workspace, workspace.ToString(), OptionsFor(signIn.Value.SessionLifetime));

    /// <summary>Forgets the workspace.</summary>
    public void ForgetChoice(HttpContext http) => http.Response.Cookies.Delete(Workspace, OptionsFor(null));

    private string NameOf(string name) => ByHttps ? $"__Host-{name}" : name;

    private CookieOptions OptionsFor(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = ByHttps,
        SameSite = SameSiteMode.Lax, // a link in a mail is a navigation from outside
        Path = "/",
        IsEssential = true,
        MaxAge = lifetime,
    };
}
