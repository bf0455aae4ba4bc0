namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>One thing a run needs at the provider.</summary>
/// <param name="ResourceType">A value of <see cref="Providers.ProviderResourceType"/>.</param>
/// <param name="LocalKey">Which one of its kind inside the attempt.</param>
/// <param name="Name">The skill's, file's or server's name the bundle knows it by; empty for the others.</param>
/// <param name="Needs">Local keys that must be created before.</param>
internal sealed record PlannedResource(string ResourceType, string LocalKey, string Name, IReadOnlyList<string> Needs);
