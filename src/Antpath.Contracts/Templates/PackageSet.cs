namespace Antpath.Templates;

/// <summary>Packages of an environment, each a name with an optional version as its package manager writes it. At most 100 a manager.</summary>
public sealed record PackageSet
{
    /// <summary>Debian packages, installed first.</summary>
    public IReadOnlyList<string> Apt { get; init; } = [];

    /// <summary>Rust crates.</summary>
    public IReadOnlyList<string> Cargo { get; init; } = [];

    /// <summary>Ruby gems.</summary>
    public IReadOnlyList<string> Gem { get; init; } = [];

    /// <summary>Go modules.</summary>
    public IReadOnlyList<string> Go { get; init; } = [];

    /// <summary>Node packages.</summary>
    public IReadOnlyList<string> Npm { get; init; } = [];

    /// <summary>Python packages, installed last.</summary>
    public IReadOnlyList<string> Pip { get; init; } = [];

    /// <summary>Whether nothing is to be installed.</summary>
    public bool IsEmpty => Apt.Count + Cargo.Count + Gem.Count + Go.Count + Npm.Count + Pip.Count == 0;
}
