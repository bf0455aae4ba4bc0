using System.Text;
using Antpath.Engine.Telemetry;
using Antpath.Server.Telemetry;

namespace Antpath.Server.Tests.Telemetry;

public sealed class TelemetryPageTests
{
    [Fact]
    public void The_page_about_telemetry_lists_the_metrics_and_attributes_that_are_exported()
    {
        var text = new StringBuilder("""
            # Metrics and traces

            Off by default: with no address set nothing is collected, and measuring costs a look at a flag. This page is written from the code by a test of
            the server; change it there.

            | Set | to |
            | --- | --- |
            | `ANTPATH_TELEMETRY_OTLP_URL` | send both to a collector by OTLP over HTTP; `ANTPATH_TELEMETRY_OTLP_HEADERS` holds its password |
            | `ANTPATH_TELEMETRY_TRACE_RATIO` | choose the share of traces that are recorded, a tenth by default |
            | `ANTPATH_TELEMETRY_PROMETHEUS_URL` | answer Prometheus at `/metrics` on a listener of its own, such as `http://127.0.0.1:9464` |

            [Settings](settings.md) has the rest. The port that clients reach never answers Prometheus; whoever reaches the listener's needs no password, so
            keep it to yourself. The variables that OpenTelemetry's own libraries know (`OTEL_…`) are no settings of Antpath. A collector that does not answer
            harms no run: what cannot be sent is dropped, and the log says so once.

            ## Metrics

            Tags take their values from fixed sets of words. No id, name, address or path is one. Counters begin at zero with each process.

            | Metric | Kind | Unit | Tags | Meaning |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var metric in MetricTable.All)
            text.Append($"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | `{metric.Unit}` | {Listed(metric.Tags)} | {metric.Meaning} |\n");
        text.Append("""

            And of the platform:

            | Metric | Tags | Meaning |
            | --- | --- | --- |

            """);
        foreach (var metric in MetricViews.OfThePlatform)
            text.Append($"| `{metric.Name}` | {Listed(metric.Tags)} | {metric.Meaning} |\n");
        text.Append($"""

            ## Traces

            A request is a span named by method and route. Everything that workers do for one run is one trace: its id is the run's, in hexadecimal, so it
            can be looked up, and its spans come from whichever worker held the run. A span is a step; the requests to the provider that the step made are
            below it. The run itself is no span, so the trace's root is missing in most views.

            Trace headers of callers are ignored: nobody outside names a trace or has one recorded. Antpath sends none either, to the provider or to storage.

            Statements to PostgreSQL are no spans. One transaction serves steps of many runs, so its span would be in one run's trace by chance, and an error
            that PostgreSQL reports may repeat a value. `pg_stat_statements` knows how long statements take.

            ## What may leave

            These attributes of spans leave, and no others: {Listed(SpanAttributes.All)}.

            Values are held to the form of our words; what looks like a credential, an address or a query is replaced by `[redacted]`. Of an exception the
            type leaves, never its message. A metric with a tag that is no word of ours is not sent. The [threat model](../threat-model.md) names the tests.

            """);

        RepositoryFiles.MustBe("docs/operating/telemetry.md", text.ToString().ReplaceLineEndings("\n"));
    }

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));
}
