namespace Antpath.Templates;

/// <summary>Where the agent works: a cloud sandbox of the provider.</summary>
public sealed record EnvironmentDefinition
{
    /// <summary>What the sandbox may reach. Default: everything.</summary>
    public Networking Networking { get; init; } = new Networking.Unrestricted();

    /// <summary>Packages installed before the work starts. Default: none.</summary>
    public PackageSet Packages { get; init; } = new();
}
