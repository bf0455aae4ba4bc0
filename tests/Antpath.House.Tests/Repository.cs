using System.Diagnostics;

namespace Antpath.House.Tests;

/// <summary>The files this repository consists of: what git tracks, plus what it would track next.</summary>
internal static class Repository
{
    /// <summary>Larger text files are data, not something a person wrote.</summary>
    private const int FileBytesMax = 1_000_000;

    private static readonly string[] NeverOurs = [".git", "bin", "obj", "artifacts", "node_modules", "outputs", "TestResults"];

    private static readonly Lazy<IReadOnlyList<RepositoryFile>> All = new(Read);

    public static IReadOnlyList<RepositoryFile> Files => All.Value;

    public static IEnumerable<RepositoryFile> CSharp => Files.Where(file => file.IsCSharp);

    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Antpath.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Antpath.slnx.");
    }

    private static List<RepositoryFile> Read()
    {
        var files = new List<RepositoryFile>();
        foreach (var path in (Listed() ?? Walked()).Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(Path.Combine(Root, path));
            if (file is { Exists: true, Length: <= FileBytesMax, LinkTarget: null } && File.ReadAllText(file.FullName) is var text && !text.Contains('\0', StringComparison.Ordinal))
            {
                files.Add(new RepositoryFile(path, text));
            }
        }

        return files;
    }

    private static string[]? Listed()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                UseShellExecute = false,
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception) // no git: an unpacked archive
        {
            return null;
        }
    }

    private static string[] Walked() =>
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(NeverOurs.Contains)),
    ];
}
