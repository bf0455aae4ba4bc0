using System.Diagnostics;
using System.Text;
using System.Xml;

namespace Antpath.TestCommand;

/// <summary>Runs one test project as a process of its own and reads its report.</summary>
internal sealed class TestRun(TestOptions options, string resultsFolder, string databaseUrl, TimeProvider time)
{
    /// <summary>Of a project that crashed or hung, so much of the end of its output is shown.</summary>
    private const int OutputCharsMax = 20_000;

    /// <summary>A test that takes longer is named in the output, and again each time as much has passed.</summary>
    private static readonly TimeSpan LongRunning = TimeSpan.FromSeconds(30);

    public async Task<TestReport> RunAsync(TestProject project, CancellationToken cancellationToken)
    {
        if (!File.Exists(project.Assembly))
        {
            return TestReport.Crashed($"{project.Name} is not built: {project.Assembly} does not exist. Run 'make build' first.");
        }

        var reportFile = Path.Combine(resultsFolder, $"{project.Name}.xml");
        File.Delete(reportFile);
        using var timeout = new CancellationTokenSource(options.ProjectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var process = Process.Start(Command(project, reportFile))!;
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return TestReport.Crashed($"{project.Name} did not end within {options.ProjectTimeout.TotalMinutes:0.#} minutes and was stopped. Its last output:\n{output}");
        }

        return await ReadAsync(project, reportFile, process.ExitCode, output, cancellationToken);
    }

    private ProcessStartInfo Command(TestProject project, string reportFile)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(project.Assembly)!,
        };
        string[] arguments =
        [
            project.Assembly, "--progress", "off",
            "--xunit-diagnostics", "on", "--long-running", $"{LongRunning.TotalSeconds:0}", // so that a hang says which test it was
            "--results-directory", resultsFolder, "--report-xunit-xml", "--report-xunit-xml-filename", Path.GetFileName(reportFile),
            .. options.TestArguments,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ANTPATH_TEST_DATABASE_URL"] = databaseUrl;
        return start;
    }

    private static async Task<TestReport> ReadAsync(TestProject project, string reportFile, int exitCode, StringBuilder output, CancellationToken cancellationToken)
    {
        TestReport report;
        try
        {
            report = TestReport.Parse(await File.ReadAllTextAsync(reportFile, cancellationToken));
        }
        catch (Exception e) when (e is IOException or XmlException)
        {
            return TestReport.Crashed($"{project.Name} ended with exit code {exitCode} and left no report. Its last output:\n{output}");
        }

        return exitCode == 0 || report.Failures.Count > 0 || report.Ran == 0
            ? report
            : report with { Failures = [$"{project.Name} ended with exit code {exitCode} though no test failed. Its last output:\n{output}"] };
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
            if (output.Length > OutputCharsMax)
            {
                output.Remove(0, output.Length - OutputCharsMax);
            }
        }
    }
}
