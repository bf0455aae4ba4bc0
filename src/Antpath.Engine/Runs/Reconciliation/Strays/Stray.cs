using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>A resource that carries our marker, and what is to become of it.</summary>
/// <param name="ResourceType">A value of <see cref="ProviderResourceType"/>.</param>
/// <param name="Found">As the provider lists it.</param>
/// <param name="Facts">What the tables say about it.</param>
/// <param name="Verdict">Removed or left, and why.</param>
internal sealed record Stray(string ResourceType, FoundResource Found, StrayFacts Facts, StrayVerdict Verdict)
{
    public bool Goes => Verdict is StrayVerdict.Remove;
}
