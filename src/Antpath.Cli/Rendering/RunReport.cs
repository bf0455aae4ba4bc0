using Antpath.Cli.Hosting;
using Antpath.Ids;
using Antpath.Runs;
using Spectre.Console;

namespace Antpath.Cli.Rendering;

/// <summary>The parts of what is said about a run: status, usage, outputs, clean-up.</summary>
internal static class RunReport
{
    public static void Status(CliHost host, RunView run)
    {
        var said = $"{Printable.Text(run.StatusReason.Message)} [{run.StatusReason.Code}]";
        if (host.Colour)
            Ansi.Of(host).MarkupLine($"{run.Id} [{ColourOf(run.Status)} bold]{run.Status}[/]: {Markup.Escape(said)}");
        else
            host.Out.WriteLine($"{run.Id} {run.Status}: {said}");
    }

    public static void Usage(CliHost host, RunView run)
    {
        Section(host, "USAGE");
        var usage = run.Usage;
        Row(host, "input tokens", Quantities.Count(usage.InputTokens) + Cached(usage));
        Row(host, "output tokens", Quantities.Count(usage.OutputTokens));
        Row(host, "active", Quantities.Duration(TimeSpan.FromMilliseconds(usage.ActiveMilliseconds)));
        Row(host, "cost", Quantities.Dollars(usage.ListCostCents) + (run.Limits.BudgetCents is { } budget ? $" of {Quantities.Dollars(budget)}" : ""));
        Row(host, "stored", Quantities.Bytes(usage.StoredBytes));
    }

    public static void Outputs(CliHost host, IReadOnlyList<OutputView> outputs, IReadOnlyList<CaptureFailureView> failures)
    {
        Section(host, "OUTPUTS");
        if (outputs.Count > 0)
        {
            var table = new TextTable(new Column("NAME", Gives: true), new Column("SIZE", Right: true), new Column("SHA-256"));
            foreach (var output in outputs)
                table.Add(output.FileName, Quantities.Bytes(output.SizeBytes), output.Sha256.Length > 12 ? output.Sha256[..12] : output.Sha256);
            table.Write(host, "  ");
        }

        foreach (var failure in failures)
            host.Out.WriteLine($"  {Skipped(failure)}");
        if (outputs.Count + failures.Count == 0)
            host.Out.WriteLine("  none");
    }

    /// <summary>What else there is to know about a run's outputs: where the manifest is, what can be tried again, that they are gone.</summary>
    public static void OutputsState(CliHost host, RunId run, OutputList state)
    {
        if (state.DeletedAt is { } deleted)
            host.Out.WriteLine($"  the outputs were deleted {Quantities.Instant(deleted)}; what is known of the run stays");
        if (state.Manifest is { } manifest)
            host.Out.WriteLine($"  manifest, {Quantities.Bytes(manifest.SizeBytes)}: antpath outputs manifest {run}");
        if (state.Retrying)
            host.Out.WriteLine("  what was skipped is being tried again");
        else if (state.RetryUntil is { } until && state.Failures.Any(failure => failure.Retryable))
            host.Out.WriteLine($"  what was skipped can be tried again until {Quantities.Instant(until)}: antpath outputs retry {run}");
    }

    public static void Cleanup(CliHost host, RunView run)
    {
        Section(host, "CLEAN-UP");
        Row(host, "provider", $"{run.Cleanup.State}: {Printable.Text(run.Cleanup.Message)}");
        Row(host, "vault entry", run.SecretHeld ? "held until clean-up" : "destroyed");
    }

    /// <summary>What to do with a run now, as lines to copy.</summary>
    public static void Next(CliHost host, params IEnumerable<string> lines)
    {
        host.Tell("");
        host.Tell("Next:");
        foreach (var line in lines)
            host.Tell($"  {line}");
    }

    public static string Skipped(CaptureFailureView failure)
    {
        var size = failure.SizeBytes is { } bytes ? Quantities.Bytes(bytes) : "size unknown";
        var name = failure.FileName.Length > 0 ? Printable.Text(failure.FileName) : "files of the session";
        return $"{name} ({size}) — skipped: {failure.Reason.Replace('_', ' ')}";
    }

    public static void Section(CliHost host, string title)
    {
        host.Out.WriteLine();
        if (host.Colour)
            Ansi.Of(host).MarkupLine($"[bold]{title}[/]");
        else
            host.Out.WriteLine(title);
    }

    public static void Row(CliHost host, string name, string value) => host.Out.WriteLine($"  {name,-14} {value}");

    public static string ColourOf(string status) =>
        status switch
        {
            RunStatus.Succeeded => "green",
            RunStatus.Failed or RunStatus.TimedOut => "red",
            RunStatus.Cancelled or RunStatus.Cancelling => "yellow",
            _ => "blue",
        };

    private static string Cached(UsageTotals usage) =>
        usage.CacheReadInputTokens + usage.CacheCreationInputTokens == 0 ? ""
        : $" (and {Quantities.Count(usage.CacheReadInputTokens)} read from, {Quantities.Count(usage.CacheCreationInputTokens)} written to cache)";
}
