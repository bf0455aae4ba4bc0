namespace Antpath.House.Tests;

/// <summary>Says what breaks a rule: all of it at once, each with its place.</summary>
internal static class House
{
    private const int ShownMax = 60;

    public static void Obeys(string rule, IEnumerable<Violation> violations)
    {
        var found = violations.OrderBy(v => v.Path, StringComparer.Ordinal).ThenBy(v => v.Line).ToList();
        if (found.Count > 0)
        {
            var more = found.Count > ShownMax ? $"\n… and {found.Count - ShownMax} more" : "";
            Assert.Fail($"{rule} ({found.Count}):\n{string.Join('\n', found.Take(ShownMax))}{more}");
        }
    }

    /// <summary>A made-up file, for the tests of the rules themselves.</summary>
    public static RepositoryFile Sample(string text, string path = "src/Antpath.Engine/Sample.cs") => new(path, text);
}
