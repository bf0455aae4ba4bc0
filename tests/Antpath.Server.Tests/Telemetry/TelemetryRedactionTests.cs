using System.Diagnostics;
using Antpath.Engine.Telemetry;
using Antpath.Problems;
using Antpath.Server.Telemetry;

namespace Antpath.Server.Tests.Telemetry;

public sealed class TelemetryRedactionTests : IDisposable
{
    private const string Secret = "canarynotshapedlikeakey";

    private readonly ActivitySource _source = new("telemetry-redaction-tests");
    private readonly ActivityListener _listener;

    public TelemetryRedactionTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ExceptionRecorder = TelemetryRedaction.Record,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    public static TheoryData<string> Credentials =>
    [
        Submissions.ApiKey,
        $"Bearer {new string('q', 40)}",
        $"ghp_{new string('a', 36)}",
        "https://someone:word@example.test/path",
        "/v1/outputs/x?token=abc",
        "someone@example.test",
        "password=hunter2",
        new string('x', 5000),
        "two\nlines",
    ];

    [Theory]
    [MemberData(nameof(Credentials))]
    public void A_value_that_is_no_word_of_ours_leaves_redacted_wherever_it_stands(string value)
    {
        using var span = Start();
        span.DisplayName = value;
        span.SetTag(SpanAttributes.Route, value);
        span.SetStatus(ActivityStatusCode.Error, value);

        Assert.True(TelemetryRedaction.Clean(span));

        Assert.DoesNotContain(value, span.DisplayName, StringComparison.Ordinal);
        Assert.Contains(SecretRedaction.Mark, span.DisplayName, StringComparison.Ordinal);
        Assert.DoesNotContain(value, (string)span.GetTagItem(SpanAttributes.Route)!, StringComparison.Ordinal);
        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
        Assert.False(TelemetryRedaction.IsPlain(value));
    }

    [Fact]
    public void Words_of_ours_leave_as_they_are()
    {
        string[] words = ["GET /v1/runs/{runId}/outputs", "run_06f1x3qz9k", "provider_unavailable", "System.IO.IOException", "step cleaning_up"];

        Assert.All(words, word => Assert.Equal(word, TelemetryRedaction.Text(word)));
    }

    [Fact]
    public void An_unknown_key_does_not_leave_however_often_it_was_set()
    {
        using var parent = Start();
        parent.TraceStateString = $"x={Secret}";
        using var span = Start();
        span.SetTag("url.full", Secret);
        span.AddTag("db.statement", Secret).AddTag("db.statement", Secret);
        span.AddTag(SpanAttributes.Phase, "queued").AddTag(SpanAttributes.Phase, Submissions.ApiKey);
        span.SetTag(SpanAttributes.StatusCode, 404);
        span.SetTag(SpanAttributes.Result, new Uri("https://example.test/"));

        Assert.True(TelemetryRedaction.Clean(span));

        Assert.Equal(
            [new(SpanAttributes.Phase, SecretRedaction.Mark), new(SpanAttributes.StatusCode, 404)],
            span.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        Assert.Empty(span.TraceStateString!);
    }

    [Fact]
    public void Of_an_exception_the_type_leaves_and_nothing_else()
    {
        using var span = Start();
        span.AddException(new InvalidOperationException(Secret, new IOException(Secret)), new TagList { { "exception.message", Secret }, { "more", Secret } });

        Assert.True(TelemetryRedaction.Clean(span));

        var tags = Assert.Single(span.Events).Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        Assert.Equal("System.InvalidOperationException", tags["exception.type"]);
        Assert.DoesNotContain(tags.Values, value => value is string text && text.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void A_span_with_something_that_cannot_be_taken_out_again_does_not_leave()
    {
        using var withEvent = Start();
        withEvent.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection { ["exception.message"] = Secret }));
        using var withLink = Start();
        withLink.AddLink(new ActivityLink(default, new ActivityTagsCollection { ["x"] = Secret }));

        Assert.False(TelemetryRedaction.Clean(withEvent));
        Assert.False(TelemetryRedaction.Clean(withLink));
    }

    private Activity Start() => _source.StartActivity("span") ?? throw new InvalidOperationException("nobody listens");
}
