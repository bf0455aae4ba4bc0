using Antpath.Server.Hosting;

namespace Antpath.Server.Api.Outputs;

/// <summary>Where clients reach this server, for links that they follow later.</summary>
internal static class PublicAddress
{
    /// <returns>The configured address, or what the request was sent to; ending with a slash.</returns>
    public static Uri Of(HttpRequest request, ApiOptions options) => options.PublicUrl is { } shown
        ? new Uri(shown.AbsoluteUri.TrimEnd('/') + "/")
        : new Uri($"{request.Scheme}://{request.Host}{request.PathBase}/");
}
