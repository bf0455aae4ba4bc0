namespace Antpath.Engine.Providers;

/// <summary>A provider resource that carries our marker, found by listing.</summary>
/// <param name="ProviderId">The provider's id.</param>
/// <param name="Version">Its version where the kind has one, e.g. an agent's, else null.</param>
/// <param name="Marker">The marker as read back.</param>
/// <param name="CreatedAt">When the provider made it.</param>
/// <param name="Archived">Whether it is archived already.</param>
public sealed record FoundResource(string ProviderId, string? Version, ResourceMarker Marker, DateTimeOffset CreatedAt, bool Archived);
