using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Antpath.Server.Dashboard.Assets;

/// <summary>
/// Style sheet, script and icon, carried inside the assembly so that every host serves the same ones. Their addresses contain a hash of their content:
/// a browser may keep them for ever, and never keeps an old one too long.
/// </summary>
internal static class DashboardAssets
{
    private const string KeepForEver = "public, max-age=31536000, immutable";
    private const int HashCharacters = 12;

    private static readonly FrozenDictionary<string, Asset> ByName = new[]
    {
        Load("dashboard.css", "text/css; charset=utf-8"),
        Load("dashboard.js", "text/javascript; charset=utf-8"),
        Load("favicon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>The address of one asset.</summary>
    /// <param name="name">Its file name.</param>
    public static string Href(string name) => ByName[name].Path;

    /// <summary>Serves all of them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in ByName.Values)
        {
            routes.MapGet(asset.Path, (HttpContext http) =>
            {
                http.Response.Headers[HeaderNames.CacheControl] = KeepForEver;
                return Results.Bytes(asset.Content, asset.ContentType);
            }).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static Asset Load(string name, string contentType)
    {
        using var resource = typeof(DashboardAssets).Assembly.GetManifestResourceStream($"Antpath.Dashboard.{name}")
            ?? throw new InvalidOperationException($"the dashboard's {name} is not in the assembly");
        using var content = new MemoryStream();
        resource.CopyTo(content);
        var bytes = content.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashCharacters];
        return new Asset(name, $"/assets/{hash}/{name}", bytes, contentType);
    }

    private sealed record Asset(string Name, string Path, byte[] Content, string ContentType);
}
