namespace Antpath.Server.Hosting;

/// <summary>
/// Lets every request look as it did to the client: behind a proxy that ends TLS, scheme and host of a request are the proxy's. The setting is believed
/// and no header, which anybody can send.
/// </summary>
internal static class PublicAddress
{
    /// <param name="app">The application.</param>
    /// <param name="publicUrl">What clients reach the server under, or null: as the request says.</param>
    public static void UsePublicAddress(this IApplicationBuilder app, Uri? publicUrl)
    {
        if (publicUrl is null)
            return;
        var host = HostString.FromUriComponent(publicUrl);
        app.Use((context, next) =>
        {
            context.Request.Scheme = publicUrl.Scheme;
            context.Request.Host = host;
            return next(context);
        });
    }
}
