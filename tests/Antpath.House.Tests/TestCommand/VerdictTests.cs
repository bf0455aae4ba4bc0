using Antpath.TestCommand;

namespace Antpath.House.Tests.TestCommand;

public sealed class VerdictTests
{
    private static readonly TestReport Good = new() { Passed = 3 };

    [Fact]
    public void Counts_are_summed_into_the_one_line()
    {
        var verdict = Of([Good, Good with { Failures = ["it broke"] }, Good with { Skipped = [Skipped(live: false)] }]);

        Assert.Equal(("9 passed, 1 failed, 1 skipped", 1), (verdict.Line, verdict.ExitCode));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 0)]
    public void In_CI_only_live_tests_may_be_skipped(bool ci, bool live, int exitCode) =>
        Assert.Equal(exitCode, Of([Good with { Skipped = [Skipped(live)] }], ci: ci).ExitCode);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_project_that_ran_no_test_is_refused_unless_a_filter_was_given(bool filtered, int exitCode) =>
        Assert.Equal(exitCode, Of([Good, new TestReport()], filtered).ExitCode);

    [Fact]
    public void No_test_at_all_is_never_good_news() => Assert.Equal(1, Of([new TestReport()], filtered: true).ExitCode);

    private static Verdict Of(TestReport[] reports, bool filtered = false, bool ci = false) =>
        Verdict.Of([.. reports.Select((report, index) => (new TestProject($"Project{index}.Tests", "unused"), report))], filtered, ci);

    private static SkippedTest Skipped(bool live) => new("A_test", "a reason", live);
}
