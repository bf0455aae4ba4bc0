// Runs every built test project against one throwaway PostgreSQL and ends with one line: "N passed, N failed, N skipped".
// `make test` calls it after restoring and building; see eng/test.sh.
using System.Collections.Concurrent;
using Antpath.LocalPostgres;
using Antpath.TestCommand;

const string UrlVariable = "ANTPATH_TEST_DATABASE_URL";

var time = TimeProvider.System;
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

try
{
    var options = TestOptions.Parse(args);
    var repository = Environment.CurrentDirectory;
    var projects = TestProject.Find(repository, options.Configuration, options.Projects);
    if (Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } url)
    {
        return await RunAllAsync(options, projects, url);
    }

    await using var postgres = await ThrowawayPostgres.StartAsync(Console.WriteLine, interrupted.Token);
    Console.WriteLine($"Testing on {postgres.Server.Origin}.");
    return await RunAllAsync(options, projects, postgres.Server.ConnectionString("postgres"));
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (EmbeddedPostgresException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}

async Task<int> RunAllAsync(TestOptions options, IReadOnlyList<TestProject> projects, string databaseUrl)
{
    var results = Directory.CreateDirectory(Path.Combine(Environment.CurrentDirectory, "artifacts", "tests")).FullName;
    var run = new TestRun(options, results, databaseUrl, time);
    var finished = new ConcurrentQueue<(TestProject Project, TestReport Report)>();
    foreach (var (together, limit) in new[] { (projects.Where(p => !p.RunsAlone), options.Parallel), (projects.Where(p => p.RunsAlone), 1) })
    {
        await Parallel.ForEachAsync(together, new ParallelOptions { MaxDegreeOfParallelism = limit, CancellationToken = interrupted.Token }, async (project, cancellationToken) =>
        {
            var started = time.GetTimestamp();
            var report = await run.RunAsync(project, cancellationToken);
            finished.Enqueue((project, report));
            Show(project, report, time.GetElapsedTime(started));
        });
    }

    var verdict = Verdict.Of([.. finished], filtered: options.TestArguments.Count > 0, ci: !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")));
    Console.WriteLine();
    foreach (var complaint in verdict.Complaints)
    {
        Console.WriteLine($"Not accepted: {complaint}");
    }

    Console.WriteLine(verdict.Line);
    return verdict.ExitCode;
}

static void Show(TestProject project, TestReport report, TimeSpan took)
{
    var text = new System.Text.StringBuilder();
    text.Append($"{project.Name,-32} {report.Passed,5} passed {report.Failures.Count,3} failed {report.Skipped.Count,3} skipped {took.TotalSeconds,7:0.0} s");
    foreach (var failure in report.Failures)
    {
        text.Append($"\n\nFAILED {failure}\n");
    }

    foreach (var skipped in report.Skipped)
    {
        text.Append($"\n  skipped {skipped.Name}: {skipped.Reason}");
    }

    Console.WriteLine(text.ToString()); // in one piece: projects report side by side
}
