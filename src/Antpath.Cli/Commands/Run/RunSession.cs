using Antpath.Cli.Following;
using Antpath.Cli.Hosting;
using Antpath.Cli.Outputs;
using Antpath.Cli.Rendering;
using Antpath.Runs;

namespace Antpath.Cli.Commands.Run;

/// <summary>What happens after a submission was accepted, as far as the user wants to be there: follow, wait, download, sum up.</summary>
internal sealed class RunSession(CliHost host, RunHandle run, RunOptions options)
{
    public async Task<int> ToExitCodeAsync(CancellationToken cancellationToken)
    {
        Announce(run.Acceptance!);
        if (options is { Follow: false, Wait: false, Download: null })
        {
            if (!options.Json)
                RunReport.Next(host, $"antpath runs events {run.Id} --follow", $"antpath runs get {run.Id}", $"antpath runs cancel {run.Id}");
            return ExitCodes.Succeeded;
        }

        RunView ended;
        try
        {
            ended = await UntilOverAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (host.Interrupted.IsCancellationRequested)
        {
            host.Tell("");
            host.Tell("detached; the run goes on");
            RunReport.Next(host, $"antpath runs events {run.Id} --follow", $"antpath runs cancel {run.Id}");
            return ExitCodes.Interrupted;
        }

        await SumUpAsync(ended, cancellationToken);
        return ExitCodes.Of(ended);
    }

    private void Announce(RunAcceptance acceptance)
    {
        if (acceptance.Replayed)
            host.Tell($"this idempotency key was used before: {run.Id} is that run, nothing new was started");
        if (options.Json)
            JsonLines.Write(host, "run", acceptance.Run, WireJson.Default.RunView);
        else if (!options.Follow)
            host.Out.WriteLine(run.Id); // alone on its line: RUN=$(antpath run …) works
        else if (host.OutIsTerminal)
            host.Out.WriteLine($"submitted {run.Id}  ({Printable.Text(acceptance.Run.Template.Name)}, {Printable.Text(acceptance.Run.Template.Model)})");
        else
            host.Out.WriteLine($"{Quantities.Instant(acceptance.Run.CreatedAt)}  submitted  {run.Id}");
    }

    private async Task<RunView> UntilOverAsync(CancellationToken cancellationToken)
    {
        if (!options.Follow)
            return await run.WaitAsync(new WaitOptions { Timeout = options.Timeout }, cancellationToken);
        if (options.Timeout is not { } timeout)
            return await new RunFollower(host, run, options.Json).ToEndAsync(after: null, cancellationToken);

        using var timer = new CancellationTokenSource(timeout, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await new RunFollower(host, run, options.Json).ToEndAsync(after: null, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // one more look: a run that is over but not yet cleaned up has an answer already
            var seen = await run.GetAsync(cancellationToken);
            return RunStatus.IsTerminal(seen.Status) ? seen : throw new WaitOverException(seen);
        }
    }

    private async Task SumUpAsync(RunView ended, CancellationToken cancellationToken)
    {
        var (outputs, failures) = await OutputListing.ReadAsync(run, cancellationToken);
        var saved = options.Download is { } folder && outputs.Count > 0
            ? await FolderDownload.SaveAsync(host, run, folder, new DownloadOptions { Overwrite = options.Overwrite }, options.Json, cancellationToken)
            : [];
        if (options.Json)
        {
            foreach (var output in outputs)
                JsonLines.Write(host, "output", output, WireJson.Default.OutputView);
            foreach (var failure in failures)
                JsonLines.Write(host, "captureFailure", failure, WireJson.Default.CaptureFailureView);
            FolderDownload.WriteJson(host, saved);
            JsonLines.Write(host, "run", ended, WireJson.Default.RunView);
            return;
        }

        host.Out.WriteLine();
        RunReport.Status(host, ended);
        RunReport.Usage(host, ended);
        RunReport.Outputs(host, outputs, failures);
        RunReport.Cleanup(host, ended);
        if (saved.Count > 0)
            FolderDownload.Tell(host, options.Download!, saved);
        RunReport.Next(host, NextSteps(ended, outputs.Count));
    }

    private IEnumerable<string> NextSteps(RunView ended, int outputs)
    {
        if (outputs > 0 && options.Download is null)
            yield return $"antpath outputs download {run.Id} --dir outputs";
        if (ended.Status != RunStatus.Succeeded)
            yield return $"antpath runs events {run.Id}";
        if (ended.CleanedUpAt is null || ended.Cleanup.State == CleanupStatus.Failed)
            yield return $"antpath runs resources {run.Id}";
        yield return $"antpath runs get {run.Id}";
        yield return $"antpath runs delete {run.Id}";
    }
}
