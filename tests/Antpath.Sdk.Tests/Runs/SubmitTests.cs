using Antpath.Problems;
using Antpath.Runs;
using Antpath.Sdk.Tests.Support;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Sdk.Tests.Runs;

public sealed class SubmitTests
{
    private const string Route = "POST /v1/runs";

    // built here: no text of a key's shape stands in the repository
    private static readonly string ApiKey = "sk-ant-" + new string('k', 29);
    private static readonly Reply Accepted = Replies.Json(Sample.View(RunStatus.Queued), WireJson.Default.RunView, 202, $"Location: /v1/runs/{Sample.Run}");

    private static readonly Template Template = Template.Define("report", t =>
    {
        var topic = t.String("topic", required: true);
        t.Agent("claude-opus-5-5");
        t.Prompt($"Write about {topic}.");
    });

    private static SubmitRun Submission(string? key = null) => new()
    {
        Template = Template,
        Variables = { ["topic"] = "ants" },
        Secrets = new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = ApiKey } },
        Tags = ["nightly"],
        IdempotencyKey = key,
    };

    [Fact]
    public async Task What_is_sent_is_what_the_servers_own_parser_accepts()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Accepted);

        var run = await f.Client.SubmitAsync(Submission());

        var sent = Assert.Single(f.Server.Requests);
        var read = Assert.IsType<SubmissionParseResult.Accepted>(SubmissionParser.Parse(sent.Body, SubmissionLimits.Default));
        Assert.Equal(Template, read.Run.Template);
        Assert.Equal(["nightly"], read.Run.Tags);
        Assert.Equal(Sample.Run, run.Id);
        Assert.Equal(RunStatus.Queued, run.Acceptance!.Run.Status);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_under_the_same_key()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.CutOff, Replies.Problem(503, "draining"), Replies.Json(Sample.View(), WireJson.Default.RunView, 202, "Idempotent-Replayed: true"));

        var run = await f.Client.SubmitAsync(Submission());

        var keys = f.Server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct();
        Assert.Equal(run.Acceptance!.IdempotencyKey, Assert.Single(keys));
        Assert.True(run.Acceptance.Replayed);
        Assert.Equal(3, f.Server.Requests.Count);
        Assert.Single(f.Server.Requests.Select(request => request.Text).Distinct());
    }

    [Fact]
    public async Task Two_calls_have_two_keys_unless_told_otherwise()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Accepted);

        await f.Client.SubmitAsync(Submission());
        await f.Client.SubmitAsync(Submission());
        await f.Client.SubmitAsync(Submission("mine"));

        Assert.Equal(3, f.Server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count());
        Assert.Equal("mine", f.Server.Requests[2].Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_refusal_lists_every_problem_and_no_secret()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Problem(422, "submission_refused", "2 problems", [new Problem("/variables/topic", "too_long", "Shorten it."), new Problem("/tags/0", "invalid_format", "Other letters.")]));

        var thrown = await Assert.ThrowsAsync<SubmissionRefusedException>(() => f.Client.SubmitAsync(Submission()));

        Assert.Equal(["/variables/topic", "/tags/0"], thrown.Problems.Select(problem => problem.Pointer));
        Assert.Contains("/variables/topic: Shorten it.", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKey, thrown.ToString(), StringComparison.Ordinal);
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task A_full_workspace_is_not_knocked_at_again()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Problem(429, "open_runs_quota_exceeded", headers: "Retry-After: 5"));

        var thrown = await Assert.ThrowsAsync<QuotaExceededException>(() => f.Client.SubmitAsync(Submission()));

        Assert.Equal(TimeSpan.FromSeconds(5), thrown.RetryAfter);
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task A_key_used_for_another_submission_is_a_conflict()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Problem(409, "idempotency_key_reused"));

        Assert.Equal("idempotency_key_reused", (await Assert.ThrowsAsync<ConflictException>(() => f.Client.SubmitAsync(Submission("mine")))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\r\nX-Injected: 1")]
    [InlineData("ä")]
    public async Task A_key_that_is_no_header_value_is_refused_here(string key)
    {
        await using var f = new ClientFixture();

        await Assert.ThrowsAsync<ArgumentException>(() => f.Client.SubmitAsync(Submission(key)));
        Assert.Empty(f.Server.Requests);
    }

    [Fact]
    public void Printing_a_submission_prints_no_content()
    {
        var text = Submission().ToString();

        Assert.Contains("report", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ants", text, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKey, text, StringComparison.Ordinal);
    }
}
