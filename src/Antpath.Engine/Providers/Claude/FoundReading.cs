using System.Globalization;
using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Reads listed objects that carry a sought marker.</summary>
internal static class FoundReading
{
    /// <summary>An object with metadata, or null when it is not the sought one.</summary>
    public static FoundResource? ByMetadata(JsonElement resource, ResourceMarker sought) => Found(resource, MarkerMetadata.Read(resource, sought), VersionOf(resource));

    /// <summary>An object whose name is the marker, or null when it is not the sought one.</summary>
    public static FoundResource? ByName(JsonElement resource, string nameMember, ResourceMarker sought) =>
        Found(resource, ProviderNames.Read(resource.Text(nameMember), sought), resource.Text("latest_version_id"));

    /// <summary>An object with metadata that carries an installation's marker, whatever the run; null for all others.</summary>
    public static FoundResource? OwnedByMetadata(JsonElement resource, string installation) =>
        Found(resource, MarkerMetadata.ReadOwned(resource, installation), VersionOf(resource));

    /// <summary>An object whose name is an installation's marker, whatever the run; null for all others.</summary>
    public static FoundResource? OwnedByName(JsonElement resource, string nameMember, string installation) =>
        Found(resource, ProviderNames.ReadOwned(resource.Text(nameMember), installation), resource.Text("latest_version_id"));

    /// <summary>The number that an agent's version is, as text; null for kinds without one.</summary>
    public static string? VersionOf(JsonElement resource) =>
        resource.Member("version") is { ValueKind: JsonValueKind.Number } version && version.TryGetInt32(out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static FoundResource? Found(JsonElement resource, ResourceMarker? marker, string? version) =>
        marker is null
            ? null
            : new FoundResource(
                resource.RequiredId(),
                PlainWords.Id(version),
                marker,
                resource.RequiredInstant("created_at"),
                resource.Member("archived_at") is not null);
}
