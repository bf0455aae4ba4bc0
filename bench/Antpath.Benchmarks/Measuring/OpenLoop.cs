namespace Antpath.Benchmarks.Measuring;

/// <summary>
/// Calls at fixed times whether or not earlier ones were answered. Latency counts from the time a call was due, so that a server that stalls cannot hide
/// it by keeping its callers waiting.
/// </summary>
internal static class OpenLoop
{
    public static async Task RunAsync(double perSecond, TimeSpan duration, Func<int, Task> call, Latencies latencies, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var under = new List<Task>();
        for (var i = 0; i / perSecond < duration.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds(i / perSecond);
            if (due - time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            under.Add(OneAsync(i, due));
        }

        await Task.WhenAll(under);

        async Task OneAsync(int number, TimeSpan due)
        {
            // Task.Delay wakes up to a timer tick late; that is the load's lateness, not the server's
            var late = time.GetElapsedTime(began) - due is var l && l < TimeSpan.FromMilliseconds(20) ? l : TimeSpan.Zero;
            await call(number);
            latencies.Add(time.GetElapsedTime(began) - due - late);
        }
    }
}
