namespace Antpath.Engine.Providers;

/// <summary>What a create answered.</summary>
/// <param name="ProviderId">The provider's id.</param>
/// <param name="Version">The version to pin where the kind has one (agent, skill), else null.</param>
public sealed record CreatedResource(string ProviderId, string? Version);
