namespace Antpath.Server.Hosting;

/// <summary>What every answer tells a browser: run nothing, embed nothing, send no referrer. Pages that need more set their own policy.</summary>
internal static class SecurityHeaders
{
    public const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private const string HttpsOnly = "max-age=31536000; includeSubDomains";

    /// <param name="app">The application.</param>
    /// <param name="reachedByHttps">Whether clients come by https, here or at the proxy in front.</param>
    public static void UseSecurityHeaders(this IApplicationBuilder app, bool reachedByHttps) => app.Use((context, next) =>
    {
        // https ends at the proxy in front; cookies and forms must know of it
        if (reachedByHttps)
            context.Request.Scheme = Uri.UriSchemeHttps;

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = NothingAllowed;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = HttpsOnly;

        return next(context);
    });
}
