using System.Reflection;
using System.Text;
using Antpath.Problems;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Contracts.Tests.Submission;

public sealed class SubmissionParserTests
{
    private static readonly Dictionary<string, ProblemCase> Cases =
        DocumentProblemCases.All.Concat(TemplateProblemCases.All).Concat(SecretProblemCases.All).ToDictionary(c => $"{c.Code}: {c.Name}");

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void A_broken_rule_is_reported_with_its_code_and_place(string name)
    {
        var broken = Cases[name];

        var problems = Refuse(broken.Body);

        Assert.Contains(problems, p => p.Code == broken.Code && p.Pointer == broken.Pointer);
        Assert.All(problems, p => Assert.DoesNotContain(KeyShapes.Anthropic[..20], p.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_has_a_case_that_produces_it()
    {
        var codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Empty(codes.Except(Cases.Values.Select(c => c.Code)));
    }

    [Fact]
    public void A_submission_that_keeps_every_rule_is_accepted_as_it_was_meant()
    {
        var run = Accept(SampleSubmission.Bytes);

        Assert.Equal("quarterly-report", run.Template.Name);
        Assert.Equal(Template.Parse(SampleSubmission.TemplateJson).Hash, run.TemplateHash);
        Assert.Equal("Write a report about ants with 7 rows, ratio 0.5, draft false.", run.Content.Prompt.Reveal());
        Assert.Equal("You write in a plain tone.", run.Content.System!.Reveal());
        Assert.Equal("""{"topic":"ants","rows":7}""", run.Content.VariablesJson.Reveal());
        Assert.Equal("a,b\n{{topic}}\n", Encoding.UTF8.GetString(run.Content.InputFiles[0].Content.Span));
        Assert.Equal([0x00, 0xFF], run.Content.InputFiles[1].Content.ToArray());
        Assert.Equal(KeyShapes.Anthropic, run.Secrets.Anthropic.ApiKey.Reveal());
        Assert.Equal("tracker-token-1", run.Secrets.McpServers[0].BearerToken!.Reveal());
        Assert.Equal(["SKILL.md", "assets/logo.png"], run.Secrets.Skills[0].Files.Select(f => f.Path));
        Assert.Equal(["team:growth", "q3"], run.Tags);
        Assert.Equal(5, run.Priority);
        Assert.Equal(ClaudeSessionCleanup.Delete, run.Cleanup!.ClaudeSession);
    }

    [Fact]
    public void What_the_submission_leaves_out_comes_from_the_template()
    {
        var run = Accept(SampleSubmission.ToBytes(SampleSubmission.Root().Without("/cleanup").Without("/tags").Without("/priority")));

        Assert.Equal(ClaudeSessionCleanup.Retain, run.Cleanup!.ClaudeSession);
        Assert.Empty(run.Tags);
        Assert.Equal(0, run.Priority);
    }

    [Fact]
    public void Problems_in_different_places_are_reported_together()
    {
        var problems = Refuse(SampleSubmission.ToBytes(SampleSubmission.Root()
            .With("/template/name", "Not A Name")
            .With("/variables/rows", 1000)
            .With("/tags/0", "two words")
            .With("/secrets/anthropic/apiKey", "key")
            .With("/tgas", 1)));

        Assert.Superset(
            new HashSet<string> { "/template/name", "/tags/0", "/secrets/anthropic/apiKey", "/tgas" },
            problems.Select(p => p.Pointer).ToHashSet());
        Assert.Contains("Did you mean 'tags'?", problems.Single(p => p.Pointer == "/tgas").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_never_read_again_for_placeholders()
    {
        var run = Accept(SampleSubmission.ToBytes(SampleSubmission.Root().With("/variables/topic", "{{rows}} \\{{ $& {{{")));

        Assert.StartsWith("Write a report about {{rows}} \\{{ $& {{{ with 7 rows", run.Content.Prompt.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_request_hash_tells_requests_apart_and_ignores_how_they_are_spelt()
    {
        var pepper = new byte[32];
        var hash = Accept(SampleSubmission.Bytes).ComputeRequestHash(pepper);
        var indented = Encoding.UTF8.GetBytes(SampleSubmission.Root().ToJsonString(new() { WriteIndented = true }).Replace("\"priority\": 5", "\"priority\": 5.0", StringComparison.Ordinal));
        var otherKey = SampleSubmission.ToBytes(SampleSubmission.Root().With("/secrets/anthropic/apiKey", KeyShapes.Anthropic + "x"));
        var otherValue = SampleSubmission.ToBytes(SampleSubmission.Root().With("/variables/topic", "bees"));
        var otherPepper = new byte[32];
        otherPepper[0] = 1;

        Assert.Matches("^hmac-sha256:[0-9a-f]{64}$", hash);
        Assert.Equal(hash, Accept(indented).ComputeRequestHash(pepper));
        Assert.NotEqual(hash, Accept(otherKey).ComputeRequestHash(pepper));
        Assert.NotEqual(hash, Accept(otherValue).ComputeRequestHash(pepper));
        Assert.NotEqual(hash, Accept(SampleSubmission.Bytes).ComputeRequestHash(otherPepper));
        Assert.Throws<ArgumentException>(() => Accept(SampleSubmission.Bytes).ComputeRequestHash(new byte[15]));
    }

    [Fact]
    public void A_deployment_may_set_other_limits()
    {
        var limits = SubmissionLimits.Default with { TagsMax = 1, PriorityMax = 4 };

        var refused = Assert.IsType<SubmissionParseResult.Refused>(SubmissionParser.Parse(SampleSubmission.Bytes, limits));

        Assert.Equal(["/tags", "/priority"], refused.Problems.Select(p => p.Pointer));
    }

    [Fact]
    public void A_byte_order_mark_is_no_problem() => Accept([0xEF, 0xBB, 0xBF, .. SampleSubmission.Bytes]);

    [Fact]
    public void A_prompt_full_of_mistakes_gives_a_hundred_problems_and_a_note()
    {
        var problems = Refuse(SampleSubmission.ToBytes(SampleSubmission.Root().With("/template/prompt", string.Concat(Enumerable.Repeat("{{x}}", 40_000)))));

        Assert.Equal(101, problems.Count);
        Assert.Equal(ProblemCodes.TooManyProblems, problems[^1].Code);
    }

    [Theory]
    [InlineData("{\"a\":\n 01}", "line 2, byte 3")]
    [InlineData("{\"a\" 1}", "line 1, byte 6")]
    public void Broken_json_is_reported_with_its_position(string json, string place) =>
        Assert.Contains(place, Assert.Single(Refuse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    internal static SubmittedRun Accept(byte[] body)
    {
        var result = SubmissionParser.Parse(body, SubmissionLimits.Default);
        Assert.True(result is SubmissionParseResult.Accepted, result is SubmissionParseResult.Refused r ? string.Join('\n', r.Problems) : "");
        return ((SubmissionParseResult.Accepted)result).Run;
    }

    internal static IReadOnlyList<Problem> Refuse(byte[] body) =>
        Assert.IsType<SubmissionParseResult.Refused>(SubmissionParser.Parse(body, SubmissionLimits.Default with { PublicUrlsOnly = true })).Problems;
}
