using System.Collections.Concurrent;
using System.Diagnostics;
using Antpath.Emulator;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Engine.Tests.Worker;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Engine.Tests.Telemetry;

/// <summary>What a whole worker shows of one run: its spans, and its calls to the provider.</summary>
public sealed class WorkerTelemetryTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task A_runs_steps_and_calls_are_one_trace_that_its_id_leads_to()
    {
        var storage = Directory.CreateTempSubdirectory("antpath-telemetry-");
        await using var engine = new EngineUnderTest(database.ConnectionString);
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Speed = 20, OutputLag = TimeSpan.FromMilliseconds(200), RateLimits = false, ContactMcpServers = false, Seed = 7 },
            null,
            CancellationToken.None);
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var worker = await WorkerHost.StartAsync(engine, emulator.BaseAddress, storage.FullName);
        using var measured = new Measurements(worker.Services.GetRequiredService<AntpathMetrics>());

        var run = await engine.SubmitAsync(await engine.NewPrincipalAsync(), run: CrashSubmission.WithEverything());
        while (await engine.ScalarAsync<string>("select cleanup_status from runs where id = $1", run.Value) != "succeeded")
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        await worker.StopAsync();
        storage.Delete(recursive: true);

        var trace = spans.Where(span => span.TraceId.ToHexString() == $"{run.Value:n}").ToList();
        var steps = trace.Where(span => span.Kind == ActivityKind.Consumer).ToList();
        var calls = trace.Where(span => span.Kind == ActivityKind.Client).ToList();
        Assert.All(steps, step => Assert.Equal(run.ToString(), step.GetTagItem(SpanAttributes.Run)));
        Assert.Contains(steps, step => step.DisplayName == "step provisioning");
        Assert.Contains(steps, step => Equals(step.GetTagItem(SpanAttributes.Result), "over"));
        Assert.All(
            ["creating_the_agent", "creating_the_session", "sending_the_prompt", "deleting_the_session"],
            operation => Assert.Contains(calls, call => call.DisplayName == operation));
        Assert.All(calls, call => Assert.Contains(call.ParentSpanId, steps.Select(step => step.SpanId)));
        var created = calls.First(call => call.DisplayName == "creating_the_session");
        Assert.StartsWith("req_", (string?)created.GetTagItem(SpanAttributes.ProviderRequest), StringComparison.Ordinal);
        Assert.Empty(trace.SelectMany(span => span.TagObjects).Select(tag => tag.Key).Except(SpanAttributes.All));
        Assert.Empty(trace.SelectMany(span => span.Events));

        Assert.Equal(1, measured.Counts["antpath.provider.call.duration{operation=creating_the_session,result=succeeded,status=200}"]);
        var declared = MetricTable.All.SelectMany(metric => metric.Tags.Select(tag => (metric.Name, tag)));
        Assert.Empty(measured.Tags.Except(declared));
    }
}
