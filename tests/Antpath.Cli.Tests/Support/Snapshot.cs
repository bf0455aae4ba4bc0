namespace Antpath.Cli.Tests.Support;

/// <summary>Compares text with a committed file beside the tests; ANTPATH_ACCEPT_SNAPSHOTS=1 writes the file instead.</summary>
internal static class Snapshot
{
    public static void Matches(string name, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", "Antpath.Cli.Tests", "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("ANTPATH_ACCEPT_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"There is no snapshot {name}; look at the output, then accept it with ANTPATH_ACCEPT_SNAPSHOTS=1.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
