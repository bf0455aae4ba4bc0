namespace Antpath.TestCommand;

/// <summary>What all projects together come to. Pure.</summary>
internal sealed record Verdict(int Passed, int Failed, int Skipped, IReadOnlyList<string> Complaints)
{
    /// <summary>The last line of the output; other programs read it.</summary>
    public string Line => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    public int ExitCode => Failed == 0 && Complaints.Count == 0 ? 0 : 1;

    /// <param name="filtered">The test programs got arguments of the caller, so that a project without a test is no surprise.</param>
    /// <param name="ci">In CI nothing may be skipped but what has to be opted into.</param>
    public static Verdict Of(IReadOnlyList<(TestProject Project, TestReport Report)> results, bool filtered, bool ci)
    {
        var complaints = new List<string>();
        if (results.Sum(r => r.Report.Ran) == 0)
        {
            complaints.Add("No test ran at all.");
        }

        foreach (var (project, report) in results)
        {
            if (report.Ran == 0 && !filtered)
            {
                complaints.Add($"{project.Name} ran no test: give it one or remove the project.");
            }

            complaints.AddRange(report.Skipped.Where(test => ci && !test.Live).Select(test => $"{test.Name} was skipped, which CI does not accept: {test.Reason}"));
        }

        return new Verdict(results.Sum(r => r.Report.Passed), results.Sum(r => r.Report.Failures.Count), results.Sum(r => r.Report.Skipped.Count), complaints);
    }
}
