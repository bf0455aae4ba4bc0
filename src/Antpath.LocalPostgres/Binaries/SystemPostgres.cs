namespace Antpath.LocalPostgres.Binaries;

/// <summary>Looks for a PostgreSQL the machine already has.</summary>
internal static class SystemPostgres
{
    /// <summary>Folders in which packagers put versions side by side; <c>*</c> stands for the version.</summary>
    private static readonly string[] VersionedFolders =
    [
        "/usr/lib/postgresql/*/bin",                                   // Debian, Ubuntu
        "/usr/pgsql-*/bin",                                            // PostgreSQL's own RPMs
        "/opt/homebrew/opt/postgresql@*/bin",                          // Homebrew on Apple silicon
        "/usr/local/opt/postgresql@*/bin",                             // Homebrew on Intel
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    /// <param name="major">Major version that existing data asks for, or null for the newest one there is.</param>
    public static async Task<PostgresBinaries?> FindAsync(int? major, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Candidates(Environment.GetEnvironmentVariable("PATH") ?? ""))
        {
            if (await PostgresBinaries.InspectAsync(folder, $"installed in {folder}", options, cancellationToken) is { } binaries)
            {
                found.Add(binaries);
            }
        }

        return Choose(found, major);
    }

    /// <summary>The newest that is new enough. Pure.</summary>
    public static PostgresBinaries? Choose(IEnumerable<PostgresBinaries> found, int? major) =>
        found.Where(b => b.Version.Major >= PostgresBinaries.MajorMin && (major is null || b.Version.Major == major)).MaxBy(b => b.Version);

    private static IEnumerable<string> Candidates(string path) =>
        path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(VersionedFolders.SelectMany(Expand))
            .Where(PostgresBinaries.PresentIn)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        var parent = Path.GetDirectoryName(pattern[..star])!;
        var rest = pattern[(parent.Length + 1)..].Split('/', 2);
        return Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, rest[0]).Select(folder => Path.Combine(folder, rest[1])) : [];
    }
}
