namespace Antpath.Cli.Tests.Support;

/// <summary>The repository these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Antpath.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No Antpath.slnx above {AppContext.BaseDirectory}; these tests read the repository's files.");
        return folder.FullName;
    }
}
