using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Antpath.Engine.Tests.Runs;

/// <summary>The milestones that the source announces, so that a census can say which of them no matrix kills at.</summary>
internal static partial class MilestonesInSource
{
    /// <summary>Folders of <c>Runs</c> whose milestones belong to sweeps and deletions; all others belong to the steps of a run's life.</summary>
    private static readonly string[] Sweeping = ["Deletion", "Reconciliation"];

    /// <summary>Milestones of a run's steps, as patterns of the points they make: what is not written as text may be anything.</summary>
    public static IEnumerable<string> OfSteps() => Patterns(folder => !Sweeping.Contains(folder, StringComparer.Ordinal));

    /// <summary>Milestones of sweeps and deletions, as patterns of the points they make.</summary>
    public static IEnumerable<string> OfSweeps() => Patterns(folder => Sweeping.Contains(folder, StringComparer.Ordinal));

    private static IEnumerable<string> Patterns(Func<string, bool> ofFolder)
    {
        var root = Path.Combine(RepositoryRoot(), "src", "Antpath.Engine", "Runs");
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            if (!ofFolder(Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0]))
                continue;
            var text = File.ReadAllText(file);
            var step = StepConstant().Match(text) is { Success: true } constant ? constant.Groups["name"].Value : "provision"; // ResourceCreator.Step
            foreach (Match call in Announced().Matches(text))
                yield return $"{Step(call.Groups["step"].Value, step)}/{Subject(call.Groups["subject"].Value, text)}/{call.Groups["moment"].Value}";
        }
    }

    private static string Step(string written, string constant) => written.StartsWith('"') ? written.Trim('"') : constant;

    private static string Subject(string written, string text)
    {
        if (written.StartsWith('"'))
            return Regex.Escape(written.Trim('"'));
        return written == "Subject" && SubjectConstant().Match(text) is { Success: true } named ? named.Groups["name"].Value : ".+";
    }

    private static string RepositoryRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("""const string Step = "(?<name>\w+)";""", RegexOptions.None, 1000)]
    private static partial Regex StepConstant();

    [GeneratedRegex("""const string Subject = "(?<name>\w+)";""", RegexOptions.None, 1000)]
    private static partial Regex SubjectConstant();

    [GeneratedRegex("""[Mm]ilestones\.ReachedAsync\((?<step>[^,]+), (?<subject>[^,]+), Moment\.(?<moment>\w+)\)""", RegexOptions.None, 1000)]
    private static partial Regex Announced();
}
