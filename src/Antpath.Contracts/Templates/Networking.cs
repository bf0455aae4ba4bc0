namespace Antpath.Templates;

/// <summary>What a sandbox may reach. The web tools run elsewhere and are not limited by it.</summary>
public abstract record Networking
{
    private Networking()
    {
    }

    /// <summary>Everything.</summary>
    public sealed record Unrestricted : Networking;

    /// <summary>Only what is named.</summary>
    public sealed record Limited : Networking
    {
        /// <summary>Bare host names and <c>*.</c> patterns; at most 100.</summary>
        public IReadOnlyList<string> AllowedHosts { get; init; } = [];

        /// <summary>Whether the template's MCP servers are reachable too. Default: false.</summary>
        public bool AllowMcpServers { get; init; }

        /// <summary>Whether package managers work. Default: false; needed for <see cref="PackageSet"/>.</summary>
        public bool AllowPackageManagers { get; init; }
    }
}
