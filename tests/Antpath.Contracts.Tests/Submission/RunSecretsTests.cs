using System.Text;
using System.Text.Json.Nodes;
using Antpath.Problems;
using Antpath.Submission;

namespace Antpath.Contracts.Tests.Submission;

public sealed class RunSecretsTests
{
    [Fact]
    public void A_document_of_its_own_holds_what_the_member_of_a_submission_holds()
    {
        var secrets = Read(SampleSubmission.Root()["secrets"]!);

        Assert.Equal(KeyShapes.Anthropic, secrets.Anthropic.ApiKey.Reveal());
        Assert.Equal("tracker-token-1", secrets.McpServers[0].BearerToken!.Reveal());
        Assert.Equal("house-style", secrets.Skills[0].Name);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"anthropic":{"apiKey":"an old one"}}""")]
    public void A_key_from_elsewhere_goes_before_one_in_the_document(string json) =>
        Assert.Equal(KeyShapes.Anthropic, Read(JsonNode.Parse(json)!, KeyShapes.Anthropic).Anthropic.ApiKey.Reveal());

    [Theory]
    [InlineData("{}", ProblemCodes.MissingMember, "/secrets")]
    [InlineData("[]", ProblemCodes.WrongType, "/secrets")]
    [InlineData("{", ProblemCodes.InvalidJson, "/secrets")]
    [InlineData("""{"anthropic":{"apiKey":"canary"}}""", ProblemCodes.ApiKeyInvalid, "/secrets/anthropic/apiKey")]
    [InlineData("""{"anthropic":{"canary":"canary"}}""", ProblemCodes.UnknownMember, "/secrets/anthropic")]
    [InlineData("""{"canary":{}}""", ProblemCodes.UnknownMember, "/secrets")]
    public void What_is_wrong_is_said_without_repeating_it(string json, string code, string pointer)
    {
        var result = RunSecrets.TryParse(Encoding.UTF8.GetBytes(json), SubmissionLimits.Default);

        var problems = Assert.IsType<SecretsParseResult.Invalid>(result).Problems;
        Assert.Contains(problems, p => p.Code == code && p.Pointer == pointer);
        Assert.DoesNotContain("canary", string.Join('\n', problems), StringComparison.Ordinal);
    }

    private static RunSecrets Read(JsonNode json, string? apiKey = null) => Assert.IsType<SecretsParseResult.Valid>(
        RunSecrets.TryParse(SampleSubmission.ToBytes(json), SubmissionLimits.Default, apiKey is null ? null : new SecretString(apiKey))).Secrets;
}
