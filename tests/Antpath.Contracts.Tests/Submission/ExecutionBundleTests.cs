using System.Text;
using System.Text.Json.Nodes;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Contracts.Tests.Submission;

public sealed class ExecutionBundleTests
{
    [Fact]
    public void What_was_written_is_read_back_whole()
    {
        var bundle = SubmissionParserTests.Accept(SampleSubmission.Bytes).ToBundle();

        var same = ExecutionBundle.Parse(bundle.ToUtf8Json());

        Assert.Equal(Encoding.UTF8.GetString(bundle.ToUtf8Json()), Encoding.UTF8.GetString(same.ToUtf8Json()));
        Assert.Equal("quarterly-report", same.TemplateName);
        Assert.Equal("Write a report about ants with 7 rows, ratio 0.5, draft false.", same.Content.Prompt.Reveal());
        Assert.Equal("You write in a plain tone.", same.Content.System!.Reveal());
        Assert.Null(same.Agent.System);
        Assert.Equal(KeyShapes.Anthropic, same.Secrets.Anthropic.ApiKey.Reveal());
        Assert.Equal("tracker-token-1", same.Secrets.McpServers[0].BearerToken!.Reveal());
        Assert.Equal([0x00, 0xFF], same.Content.InputFiles[1].Content.ToArray());
        Assert.Equal(TimeSpan.FromMinutes(10), same.Limits.MaxDuration);
        Assert.Equal(2.5m, same.Limits.BudgetUsd);
        Assert.True(Assert.IsType<Networking.Limited>(same.Environment.Networking).AllowMcpServers);
        Assert.Equal(2, same.Agent.Tools.Count);
    }

    [Fact]
    public void A_prompt_that_looks_like_a_template_or_a_secret_name_survives()
    {
        var bundle = SubmissionParserTests.Accept(SampleSubmission.ToBytes(SampleSubmission.Root().With("/variables/topic", "{{nobody}} \\{{ \"apiKey\": 1"))).ToBundle();

        Assert.Equal(bundle.Content.Prompt.Reveal(), ExecutionBundle.Parse(bundle.ToUtf8Json()).Content.Prompt.Reveal());
    }

    [Theory]
    [InlineData("/v", "2")]
    [InlineData("/content", "{}")]
    [InlineData("/agent/tools/1/defaultConfig/permissionPolicy/type", "\"always_ask\"")]
    [InlineData("/later", "1")]
    public void A_damaged_bundle_is_refused_without_a_word_of_its_content(string place, string json)
    {
        var root = JsonNode.Parse(SubmissionParserTests.Accept(SampleSubmission.Bytes).ToBundle().ToUtf8Json())!.AsObject();

        var error = Assert.Throws<FormatException>(() => ExecutionBundle.Parse(SampleSubmission.ToBytes(root.WithJson(place, json))));

        Assert.DoesNotContain("ants", error.Message, StringComparison.Ordinal);
    }
}
