using System.Globalization;
using Antpath.Benchmarks.Measuring;
using Antpath.LocalPostgres;
using Npgsql;

namespace Antpath.Benchmarks.ControlPlane;

/// <summary>The whole control plane over a durable PostgreSQL (fsync on), everything on this machine.</summary>
internal static class ControlPlaneBench
{
    private const string Part = "control plane";
    private const string Raw = "raw Npgsql";
    private const int Callers = 32;

    public static async Task RunAsync(BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        var options = new EmbeddedPostgresOptions { Folder = Path.Combine(UserFolders.CacheFolder, $"bench-{Environment.ProcessId}"), ConnectionsMax = 300 };
        try
        {
            await using var postgres = await StartPostgresAsync(options, cancellationToken);
            Console.WriteLine(postgres.Origin);
            await SubmissionsAsync(postgres, size, report, cancellationToken);
            await StartsAsync(postgres, size, report, cancellationToken);
            await WorkBench.LivesAsync(postgres, size, report, cancellationToken);
            await WorkBench.CaptureAsync(postgres, size, report, cancellationToken);
            await WorkBench.HeldAsync(postgres, size, report, cancellationToken);
        }
        finally
        {
            await EmbeddedPostgres.EraseAsync(options, CancellationToken.None);
        }
    }

    /// <summary>With pg_stat_statements where the installation has it: only it counts statements.</summary>
    private static async Task<EmbeddedPostgres> StartPostgresAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var postgres = await EmbeddedPostgres.StartAsync(options, cancellationToken);
        await using (var database = NpgsqlDataSource.Create(postgres.ConnectionString("postgres")))
        {
            await using var available = database.CreateCommand("select exists (select from pg_available_extensions where name = 'pg_stat_statements')");
            if (await available.ExecuteScalarAsync(cancellationToken) is not true)
                return postgres;
            await using var preload = database.CreateCommand("alter system set shared_preload_libraries = 'pg_stat_statements'");
            await preload.ExecuteNonQueryAsync(cancellationToken);
        }

        NpgsqlConnection.ClearAllPools();
        await postgres.DisposeAsync();
        return await EmbeddedPostgres.StartAsync(options, cancellationToken);
    }

    private static async Task SubmissionsAsync(EmbeddedPostgres postgres, BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        await using var stand = await Stand.StartAsync(postgres, "submissions", cancellationToken);
        await RawPrototype.PrepareAsync(stand.Database, cancellationToken);
        await RateAsync(Callers, _ => stand.SubmitAsync("warm", cancellationToken), cancellationToken);
        await RateAsync(Callers, _ => RawPrototype.InsertAsync(stand.Database, notify: false, cancellationToken), cancellationToken);
        var waits = new Latencies();
        var statements = await Counters.StatementsAsync(stand, cancellationToken);
        var ours = await RateAsync(size.Submissions, _ => stand.SubmitAsync("Write a short note.", cancellationToken), cancellationToken, waits);
        statements = await Counters.StatementsAsync(stand, cancellationToken) - statements;
        var raw = await RateAsync(size.Submissions, _ => RawPrototype.InsertAsync(stand.Database, notify: false, cancellationToken), cancellationToken);

        report.Add(new Figure(Part, $"submissions through the API, {Callers} callers", ours, "/s", raw, $"{Raw} insert a commit"));
        if (statements > 0)
            report.Add(new Figure(Part, "statements a submission, shared by groups", statements / size.Submissions, ""));
        report.AddLatencies(Part, $"submission, {Callers} callers", waits);
        report.Add(new Figure(Part, "API, peak resident memory", stand.ApiProcess.PeakMebibytes, "MiB"));
    }

    private static async Task StartsAsync(EmbeddedPostgres postgres, BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        await using var stand = await Stand.StartAsync(postgres, "starts", cancellationToken);
        await RawPrototype.PrepareAsync(stand.Database, cancellationToken);
        await stand.StartWorkerAsync();
        await stand.SubmitAsync("[[scenario: no-files]] warm", cancellationToken);
        await stand.UntilAsync("select bool_and(cleaned_up_at is not null) from runs", cancellationToken);

        var duration = TimeSpan.FromSeconds(size.StartSeconds);
        await OpenLoop.RunAsync(
            size.StartsPerSecond, duration, _ => stand.SubmitAsync("[[scenario: no-files]] Go.", cancellationToken), new Latencies(), TimeProvider.System, cancellationToken);
        await stand.UntilAsync("select bool_and(started_at is not null) from runs", cancellationToken);
        // all but the first: a worker that has just started spreads what it finds
        const string Waits = "select started_at - created_at from runs where created_at > (select min(created_at) from runs)";
        var ours = await RawPrototype.WaitsAsync(stand.Database, Waits, cancellationToken);
        await stand.UntilAsync("select bool_and(cleaned_up_at is not null) from runs", cancellationToken);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var claiming = RawPrototype.ClaimAsync(stand.Database, enough.Token);
        await OpenLoop.RunAsync(
            size.StartsPerSecond, duration, _ => RawPrototype.InsertAsync(stand.Database, notify: true, cancellationToken), new Latencies(), TimeProvider.System, cancellationToken);
        await stand.UntilAsync("select bool_and(claimed_at is not null) from raw_runs", cancellationToken);
        await enough.CancelAsync();
        await claiming;
        var raw = await RawPrototype.WaitsAsync(stand.Database, "select claimed_at - created_at from raw_runs", cancellationToken);

        report.AddLatencies(Part, string.Create(CultureInfo.InvariantCulture, $"submitted to started at {size.StartsPerSecond}/s, whole lives beside it"), ours, raw, $"{Raw} queue, idle machine");
    }

    /// <returns>Calls a second.</returns>
    private static async Task<double> RateAsync(int count, Func<int, Task> call, CancellationToken cancellationToken, Latencies? waits = null)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, parallel, async (i, _) =>
        {
            var one = time.GetTimestamp();
            await call(i);
            waits?.Add(time.GetElapsedTime(one));
        });
        return count / time.GetElapsedTime(began).TotalSeconds;
    }
}
