using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using Antpath.Engine.Telemetry;
using Antpath.Server.Telemetry;
using Antpath.Testing.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SpanAttributes = Antpath.Engine.Telemetry.SpanAttributes; // the library has one of its own

namespace Antpath.Server.Tests.Telemetry;

/// <summary>A whole API process that exports to a collector and answers Prometheus: what leaves it, and what does not.</summary>
public sealed class TelemetryExportTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Canary = "canarywhosewordnoshapeknows";
    private const string ParentTrace = "0af7651916cd43dd8448eb211c80319c";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_leave_as_spans_by_their_route_and_without_what_the_caller_wrote()
    {
        await using var sink = OtlpSink.Start();
        var tenant = await server.CreateTenantAsync();
        await using var app = await StartAsync(
            sink,
            ("ANTPATH_TELEMETRY_OTLP_HEADERS", "x-collector-key=collectors-own"),
            ("ANTPATH_LOG_LEVEL", "warning")); // only a host that logs looks at trace headers at all
        using var client = RunningServer.ClientOf(app, tenant.TokenText.Reveal());
        client.DefaultRequestHeaders.Add("traceparent", $"00-{ParentTrace}-b7ad6b7169203331-01");
        client.DefaultRequestHeaders.Add("baggage", $"who={Canary}");
        client.DefaultRequestHeaders.Add("tracestate", $"vendor={Canary}");
        var run = await Submissions.AcceptedAsync(client);
        using var read = await client.GetAsync($"/v1/runs/{run.Id}?why={Canary}", Cancellation);
        using var unknown = await client.GetAsync($"/{Canary}", Cancellation);
        using var strange = await client.SendAsync(new HttpRequestMessage(new HttpMethod(Canary.ToUpperInvariant()), "/v1/runs"), Cancellation);

        Flush(app);

        Assert.Contains("POST /v1/runs", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.Contains("GET /v1/runs/{runId}", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.Contains("_OTHER", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.Contains(run.Id.ToString(), string.Concat(sink.Traces), StringComparison.Ordinal); // the span of the submission says which run it made
        Assert.Contains(read.Headers.GetValues("X-Request-Id").Single(), string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.Contains("collectors-own", sink.All, StringComparison.Ordinal);
        Assert.Contains("antpath-api", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Encoding", sink.All, StringComparison.OrdinalIgnoreCase); // or nothing could be found in it
        Assert.DoesNotContain(Canary, sink.All, StringComparison.OrdinalIgnoreCase);
        foreach (var ofTheMachine in (string[])["host.", "process.", "os."])
            Assert.DoesNotContain(ofTheMachine, string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain(Encoding.Latin1.GetString(Convert.FromHexString(ParentTrace)), string.Concat(sink.Traces), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_leave_with_the_tags_of_the_table_to_the_collector_and_to_Prometheus()
    {
        await using var sink = OtlpSink.Start();
        var tenant = await server.CreateTenantAsync();
        await using var app = await StartAsync(sink, ("ANTPATH_TELEMETRY_PROMETHEUS_URL", "http://127.0.0.1:0"));
        using var client = RunningServer.ClientOf(app, tenant.TokenText.Reveal());
        await Submissions.AcceptedAsync(client);
        using var meter = new Meter(AntpathMetrics.MeterName);
        meter.CreateCounter<long>("antpath.undeclared").Add(1, new KeyValuePair<string, object?>("x", Canary));
        meter.CreateCounter<long>("antpath.runs.claimed").Add(1, new KeyValuePair<string, object?>("who", Canary));
        meter.CreateCounter<long>("antpath.cleanup.attempts").Add(1, new KeyValuePair<string, object?>("result", Submissions.ApiKey));

        app.Services.GetRequiredService<MeterProvider>().ForceFlush(); // says no for Prometheus's sake, which is not pushed to
        using var anybody = new HttpClient();
        var scraped = await anybody.GetStringAsync(app.Services.GetServices<IHostedService>().OfType<PrometheusListener>().Single().Address, Cancellation);

        foreach (var (said, submitted, requests, claimed) in new[]
                 {
                     (sink.Metrics, "antpath.runs.submitted", "http.server.request.duration", "antpath.runs.claimed"),
                     (scraped, "antpath_runs_submitted", "http_server_request_duration", "antpath_runs_claimed"),
                 })
        {
            Assert.Contains(submitted, said, StringComparison.Ordinal);
            Assert.Contains(requests, said, StringComparison.Ordinal);
            Assert.Contains(claimed, said, StringComparison.Ordinal);
            Assert.DoesNotContain("undeclared", said, StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, said, StringComparison.Ordinal);
            Assert.DoesNotContain(Submissions.ApiKey, said, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("antpath.cleanup.attempts", sink.Metrics, StringComparison.Ordinal); // held back as a whole
        Assert.Contains("result=\"[redacted]\"", scraped, StringComparison.Ordinal);
        using var atTheFront = await client.GetAsync("/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, atTheFront.StatusCode);
    }

    [Fact]
    public async Task Whatever_a_span_of_ours_is_given_leaves_redacted()
    {
        await using var sink = OtlpSink.Start();
        await using var app = await StartAsync(sink);
        using var source = new ActivitySource(Spans.SourceName);
        using (var span = source.StartActivity("given too much"))
        {
            Assert.NotNull(span);
            span.SetTag(SpanAttributes.Operation, Submissions.ApiKey).SetTag("anything", Canary).SetBaggage("bag", Canary);
            span.AddException(new InvalidOperationException($"{Canary} {Submissions.ApiKey}"));
            span.SetStatus(ActivityStatusCode.Error, Canary);
        }

        Flush(app);

        Assert.Contains("given too much", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.Contains("[redacted]", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, string.Concat(sink.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain(Submissions.ApiKey, string.Concat(sink.Traces), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_away_harms_no_request()
    {
        Uri away;
        await using (var sink = OtlpSink.Start())
            away = sink.Url;
        var tenant = await server.CreateTenantAsync();
        await using var app = await server.StartAnotherAsync(("ANTPATH_TELEMETRY_OTLP_URL", away.ToString()), ("ANTPATH_TELEMETRY_TRACE_RATIO", "1"));
        using var client = RunningServer.ClientOf(app, tenant.TokenText.Reveal());

        await Submissions.AcceptedAsync(client);

        Assert.False(app.Services.GetRequiredService<MeterProvider>().ForceFlush());
        await Submissions.AcceptedAsync(client);
        Assert.Contains("ANTPATH_TELEMETRY_OTLP_URL does not take metrics", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_nothing_listens()
    {
        Assert.Null(server.App.Services.GetService<MeterProvider>());
        Assert.Null(server.App.Services.GetService<TracerProvider>());
        Assert.Empty(server.App.Services.GetServices<IHostedService>().OfType<PrometheusListener>());
    }

    private Task<WebApplication> StartAsync(OtlpSink sink, params (string Name, string Value)[] more) => server.StartAnotherAsync(
        [("ANTPATH_TELEMETRY_OTLP_URL", sink.Url.ToString()), ("ANTPATH_TELEMETRY_TRACE_RATIO", 1.ToString(CultureInfo.InvariantCulture)), .. more]);

    private static void Flush(WebApplication app)
    {
        Assert.True(app.Services.GetRequiredService<TracerProvider>().ForceFlush(), "the spans were not taken");
        Assert.True(app.Services.GetRequiredService<MeterProvider>().ForceFlush(), "the metrics were not taken");
    }
}
