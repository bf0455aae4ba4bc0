namespace Antpath.TestCommand;

/// <param name="Name">Such as <c>Antpath.Engine.Tests</c>.</param>
/// <param name="Assembly">The built test program.</param>
internal sealed record TestProject(string Name, string Assembly)
{
    /// <summary>Tests that measure memory or start whole stacks have the machine to themselves.</summary>
    public bool RunsAlone => Name.EndsWith(".EndToEnd.Tests", StringComparison.Ordinal) || Name.EndsWith(".Chaos.Tests", StringComparison.Ordinal);

    /// <param name="repository">Root of the repository.</param>
    /// <param name="only">Parts of names; a project is taken when it contains one of them. Empty: all projects.</param>
    public static IReadOnlyList<TestProject> Find(string repository, string configuration, IReadOnlyList<string> only) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(repository, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(file => new TestProject(
                Path.GetFileNameWithoutExtension(file),
                Path.Combine(Path.GetDirectoryName(file)!, "bin", configuration, "net10.0", Path.GetFileNameWithoutExtension(file) + ".dll")))
            .Where(project => only.Count == 0 || only.Any(part => project.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(project => project.Name, StringComparer.Ordinal),
    ];
}
