using Antpath.Chaos.Verdict;

namespace Antpath.Chaos.Tests;

/// <summary>The small version of <c>make chaos</c>: real processes, real signals, a seed of its own.</summary>
public sealed class ChaosRunTests
{
    [Fact]
    public async Task Twenty_runs_survive_killed_and_stopped_workers_a_restarted_database_and_a_failing_provider()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "stops processes by signal, and stops PostgreSQL as Linux does");
        var logs = Directory.CreateTempSubdirectory("antpath-chaos-").FullName;
        try
        {
            var options = new ChaosOptions
            {
                Seed = 1,
                Runs = 20,
                Workers = 2,
                Workspaces = 2,
                TroubleMax = TimeSpan.FromMinutes(1),
                QuietWithin = TimeSpan.FromMinutes(5),
                LogFolder = logs,
            };

            var report = await new ChaosRun(options, TimeProvider.System, TestContext.Current.SendDiagnosticMessage).RunAsync(TestContext.Current.CancellationToken);

            // how fast is for `make chaos` to judge: a machine that runs tests may be as slow as it likes
            var promises = report.Findings.Where(finding => finding.Promise != Judge.Takeovers).ToList();
            Assert.True(promises.All(finding => finding.Broken.Count == 0), report.ToTable());
            Assert.True(report.Trouble.WorkersKilled + report.Trouble.WorkersPaused > 0, report.ToTable());
            Assert.True(report.Faults.Values.Sum() > 0, report.ToTable());
            Assert.All(promises, finding => Assert.True(finding.Looked > 0, $"nothing was looked at for: {finding.Promise}"));
        }
        finally
        {
            Directory.Delete(logs, recursive: true);
        }
    }
}
