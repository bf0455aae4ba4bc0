using Antpath.Runs;

namespace Antpath.Cli.Outputs;

/// <summary>All outputs of a run, and all files that were skipped.</summary>
internal static class OutputListing
{
    public static async Task<(IReadOnlyList<OutputView> Outputs, IReadOnlyList<CaptureFailureView> Failures)> ReadAsync(
        RunHandle run, CancellationToken cancellationToken)
    {
        var outputs = new List<OutputView>();
        await foreach (var output in run.ListOutputsAsync(cancellationToken))
            outputs.Add(output.View);
        var failures = new List<CaptureFailureView>();
        await foreach (var failure in run.ListCaptureFailuresAsync(cancellationToken))
            failures.Add(failure);
        return (outputs, failures);
    }
}
