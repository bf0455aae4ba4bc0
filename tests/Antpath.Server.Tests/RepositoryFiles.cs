namespace Antpath.Server.Tests;

/// <summary>Files of the repository that tests hold against the code. With <c>ANTPATH_TEST_REWRITE=1</c> they are written instead.</summary>
internal static class RepositoryFiles
{
    public const string RewriteVariable = "ANTPATH_TEST_REWRITE";

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static void MustBe(string path, string expected)
    {
        var file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, expected);
            return;
        }

        Assert.True(File.Exists(file), $"{path} is missing. Run this test with {RewriteVariable}=1 to write it.");
        Assert.True(File.ReadAllText(file) == expected, $"{path} is not what the code says. Run this test with {RewriteVariable}=1 and look at the difference.");
    }

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Antpath.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Antpath.slnx above {from}");
    }
}
