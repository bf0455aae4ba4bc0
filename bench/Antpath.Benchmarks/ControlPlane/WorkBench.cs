using System.Security.Cryptography;
using Antpath.Benchmarks.Measuring;
using Antpath.LocalPostgres;

namespace Antpath.Benchmarks.ControlPlane;

/// <summary>What one worker costs: whole lives, captured bytes, held runs.</summary>
internal static class WorkBench
{
    private const string Part = "worker";
    private const double MebibyteBytes = 1024 * 1024;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    /// <summary>Runs from submission to clean-up, all submitted at once.</summary>
    public static async Task LivesAsync(EmbeddedPostgres postgres, BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        await using var stand = await Stand.StartAsync(postgres, "lives", cancellationToken);
        var worker = await stand.StartWorkerAsync();
        await stand.SubmitAsync("warm", cancellationToken);
        await stand.UntilAsync("select bool_and(cleaned_up_at is not null) from runs", cancellationToken);
        var before = await Counters.ReadAsync(stand, worker, cancellationToken);

        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        await Parallel.ForAsync(0, size.Runs, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (_, token) => await stand.SubmitAsync("Go.", token));
        await stand.UntilAsync("select bool_and(cleaned_up_at is not null) from runs", cancellationToken);
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        var cost = (await Counters.ReadAsync(stand, worker, cancellationToken)).Since(before);

        report.Add(new Figure(Part, $"{size.Runs} whole lives with three files each", size.Runs / seconds, "runs/s"));
        if (cost.Statements > 0)
            report.Add(new Figure(Part, "statements", cost.Statements / size.Runs, "/run"));
        report.Add(new Figure(Part, "transactions", cost.Transactions / size.Runs, "/run"));
        report.Add(new Figure(Part, "transactions", cost.Transactions / seconds, "/s"));
        report.Add(new Figure(Part, "rows written", cost.RowsWritten / size.Runs, "/run"));
        report.Add(new Figure(Part, "write-ahead log", cost.WalBytes / 1024 / size.Runs, "KiB/run"));
        report.Add(new Figure(Part, "provider calls", cost.ProviderCalls / size.Runs, "/run"));
        report.Add(new Figure(Part, "CPU of the worker", cost.WorkerCpuSeconds * 1000 / size.Runs, "ms/run"));
    }

    /// <summary>One large file through the worker into storage, beside a plain download of the same size to a file, hashed as well.</summary>
    public static async Task CaptureAsync(EmbeddedPostgres postgres, BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        await using var stand = await Stand.StartAsync(postgres, "capture", cancellationToken);
        await stand.StartWorkerAsync();
        await stand.SubmitAsync("warm", cancellationToken);
        await stand.UntilAsync("select bool_and(cleaned_up_at is not null) from runs", cancellationToken);

        await stand.SubmitAsync($"[[scenario: huge-file size={size.CaptureMegabytes}MiB]] Go.", cancellationToken);
        await stand.UntilAsync($"select exists (select from output_objects where state = 'stored' and size_bytes >= {size.CaptureMegabytes} * 1048576)", cancellationToken);
        var seconds = await stand.AskAsync<double>(
            "select extract(epoch from stored_at - reserved_at)::float8 from output_objects order by size_bytes desc limit 1", cancellationToken);
        var plain = await PlainDownloadAsync(stand, size.CaptureMegabytes, cancellationToken);

        report.Add(new Figure(Part, $"capture of one file of {size.CaptureMegabytes} MiB", size.CaptureMegabytes / seconds, "MiB/s", size.CaptureMegabytes / plain, "download, hash, write"));
    }

    /// <summary>What one more running session costs the worker that holds it.</summary>
    public static async Task HeldAsync(EmbeddedPostgres postgres, BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        await using var stand = await Stand.StartAsync(postgres, "held", cancellationToken);
        var worker = await stand.StartWorkerAsync();
        await stand.SubmitAsync("warm", cancellationToken);
        await stand.UntilAsync("select bool_and(cleaned_up_at is not null) from runs", cancellationToken);
        var empty = worker.ResidentKibibytes;

        await Parallel.ForAsync(
            0, size.HeldRuns, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (_, token) => await stand.SubmitAsync("[[scenario: never-ends step=40]] Go.", token));
        await stand.UntilAsync($"select count(*) = {size.HeldRuns} from runs where phase = 'provider_running'", cancellationToken);
        await Task.Delay(Calm, TimeProvider.System, cancellationToken);

        report.Add(new Figure(Part, $"memory of each of {size.HeldRuns} held runs", (worker.ResidentKibibytes - empty) / size.HeldRuns, "KiB"));
        report.Add(new Figure(Part, "peak resident memory", worker.PeakMebibytes, "MiB"));
    }

    private static async Task<double> PlainDownloadAsync(Stand stand, int mebibytes, CancellationToken cancellationToken)
    {
        var session = await stand.Provider.NewSessionAsync(cancellationToken);
        await stand.Provider.SayAsync(session, $"[[scenario: huge-file size={mebibytes}MiB]] Go.", cancellationToken);
        string? file = null;
        while (file is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            var page = await stand.Provider.GetAsync($"/v1/files?scope_id={session}", cancellationToken);
            file = page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()).FirstOrDefault();
        }

        var began = TimeProvider.System.GetTimestamp();
        await using var source = await stand.Provider.OpenAsync($"/v1/files/{file}/content", cancellationToken);
        await using var target = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, 81_920, FileOptions.DeleteOnClose);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        target.Flush(flushToDisk: true);
        return target.Length < mebibytes * MebibyteBytes
            ? throw new InvalidOperationException("The emulator sent less than it was asked for.")
            : TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
