using System.Xml;
using Antpath.TestCommand;

namespace Antpath.House.Tests.TestCommand;

public sealed class TestReportTests
{
    private const string Report = """
        <assemblies><assembly total="4"><errors><error type="assembly-cleanup" name="Fixture"><failure><message>did not stop</message></failure></error></errors>
        <collection>
          <test name="Passes" result="Pass" />
          <test name="Fails" result="Fail"><failure><message>expected 1, got 2</message><stack-trace>at Here()</stack-trace></failure><output>said this</output></test>
          <test name="Needs_a_key" result="Skip"><traits><trait name="Category" value="Live" /></traits><reason>set ANTPATH_LIVE=1</reason></test>
          <test name="Needs_a_server" result="Skip"><reason>no server</reason></test>
          <test name="Elsewhere" result="NotRun" />
        </collection></assembly></assemblies>
        """;

    [Fact]
    public void Everything_that_happened_is_read()
    {
        var report = TestReport.Parse(Report);

        Assert.Equal((1, 2, 2, 5), (report.Passed, report.Failures.Count, report.Skipped.Count, report.Ran));
        Assert.Equal("Fails\nexpected 1, got 2\nat Here()\nOutput:\nsaid this", report.Failures[0]);
        Assert.Equal("assembly-cleanup Fixture\ndid not stop", report.Failures[1]);
        Assert.Equal([new SkippedTest("Needs_a_key", "set ANTPATH_LIVE=1", Live: true), new SkippedTest("Needs_a_server", "no server", Live: false)], report.Skipped);
    }

    [Fact]
    public void A_report_that_was_cut_off_is_no_report() => Assert.Throws<XmlException>(() => TestReport.Parse(Report[..200]));
}
