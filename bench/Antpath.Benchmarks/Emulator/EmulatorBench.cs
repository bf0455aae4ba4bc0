using System.Globalization;
using Antpath.Benchmarks.Measuring;

namespace Antpath.Benchmarks.Emulator;

/// <summary>Many sessions at once in one emulator process, created, spoken to and polled by this process as a worker would.</summary>
internal static class EmulatorBench
{
    private const string Part = "emulator";
    private const double PollEverySeconds = 5;
    private const double PeakMebibytesGoal = 300;
    private const double MillisecondsGoal = 50;
    private const string Echo = "empty Kestrel";

    public static async Task RunAsync(BenchSize size, BenchReport report, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        await using var emulator = ChildProcess.Start(
            "antpath-emulator.dll", ["--set", "rateLimits=false", "--set", "contactMcpServers=false"], new Dictionary<string, string?>());
        using var client = new ProviderClient(await emulator.AddressAsync(cancellationToken));
        await client.NewSessionAsync(cancellationToken); // warm

        var creates = new Latencies();
        var sessions = new string[size.Sessions];
        var create = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, size.Sessions, create, async (i, token) =>
        {
            var began = time.GetTimestamp();
            sessions[i] = await client.NewSessionAsync(token);
            creates.Add(time.GetElapsedTime(began) / ProviderClient.CallsPerSession);
            await client.SayAsync(sessions[i], $"[[scenario: long-run duration={size.PollSeconds + 600} step=2]] Work.", token);
        });
        report.AddLatencies(Part, "create, 8 callers", creates, goalMilliseconds: MillisecondsGoal);

        // every session: one look each 5 s, and its new events each third time
        var rate = size.Sessions / PollEverySeconds * (4 / 3.0);
        var cpuBefore = emulator.CpuSeconds;
        var polls = new Latencies();
        await OpenLoop.RunAsync(rate, TimeSpan.FromSeconds(size.PollSeconds), i => client.PollAsync(sessions[i * 3 / 4 % sessions.Length], events: i % 4 == 3, cancellationToken), polls, time, cancellationToken);
        var cores = (emulator.CpuSeconds - cpuBefore) / size.PollSeconds;

        await using var echo = ChildProcess.Start("Antpath.Benchmarks.dll", ["echo"], new Dictionary<string, string?>());
        using var ceiling = new ProviderClient(await echo.AddressAsync(cancellationToken));
        var echoes = new Latencies();
        await ceiling.PollAsync("warm", events: false, cancellationToken);
        await OpenLoop.RunAsync(rate, TimeSpan.FromSeconds(Math.Max(1, size.PollSeconds / 3.0)), _ => ceiling.PollAsync("echo", events: false, cancellationToken), echoes, time, cancellationToken);

        report.AddLatencies(Part, string.Create(CultureInfo.InvariantCulture, $"poll of {size.Sessions} running sessions at {rate:0}/s"), polls, echoes, Echo, MillisecondsGoal);
        report.Add(new Figure(Part, "CPU while polled", cores, "cores"));
        report.Add(new Figure(Part, "peak resident memory", emulator.PeakMebibytes, "MiB", echo.PeakMebibytes, Echo, PeakMebibytesGoal));
    }
}
