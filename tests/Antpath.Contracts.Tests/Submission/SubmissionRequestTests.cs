using System.Text;
using System.Text.Json.Nodes;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Contracts.Tests.Submission;

public sealed class SubmissionRequestTests
{
    private static SubmissionRequest Full => new()
    {
        Template = Template.Parse(SampleSubmission.TemplateJson),
        Variables = new Dictionary<string, VariableValue> { ["topic"] = "ants", ["rows"] = 7L, ["ratio"] = 0.25m, ["draft"] = true, ["tone"] = "formal" },
        Secrets = new RunSecrets
        {
            Anthropic = new AnthropicSecrets { ApiKey = KeyShapes.Anthropic },
            McpServers = [McpServerSecrets.WithBearer("tracker", SampleSubmission.McpUrl, "tracker-token-1")],
            Skills =
            [
                new SkillUpload
                {
                    Name = "house-style",
                    Files = [new SkillFile("SKILL.md", Encoding.UTF8.GetBytes("---\nname: house-style\ndescription: How we write\n---\n")), new SkillFile("a.bin", new byte[] { 0xFF, 0 })],
                },
            ],
        },
        Cleanup = new CleanupPolicy(ClaudeSessionCleanup.Delete),
        Tags = ["q3"],
        Priority = -5,
    };

    [Fact]
    public void What_a_client_writes_the_server_reads()
    {
        var run = SubmissionParserTests.Accept(Full.ToUtf8Json());

        Assert.Equal(Full.Template, run.Template);
        Assert.Equal("Write a report about ants with 7 rows, ratio 0.25, draft true.", run.Content.Prompt.Reveal());
        Assert.Equal("tracker-token-1", run.Secrets.McpServers[0].BearerToken!.Reveal());
        Assert.Equal([0xFF, 0x00], run.Secrets.Skills[0].Files[1].Content.ToArray());
        Assert.Equal(-5, run.Priority);
        Assert.Equal(["q3"], run.Tags);
    }

    [Fact]
    public void What_has_its_default_is_left_out()
    {
        var request = new SubmissionRequest
        {
            Template = Template.Define("minimal", t =>
            {
                t.Agent("claude-opus-5-5");
                t.Prompt("Say hello.");
            }),
            Secrets = new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = KeyShapes.Anthropic } },
        };

        var body = JsonNode.Parse(request.ToUtf8Json())!.AsObject();

        Assert.Equal(["template", "secrets"], body.Select(m => m.Key));
        SubmissionParserTests.Accept(request.ToUtf8Json());
    }

    [Fact]
    public void Nothing_of_it_shows_when_it_is_printed()
    {
        var printed = string.Join(' ', Full, Full.Secrets, Full.Secrets.Anthropic, Full.Secrets.McpServers[0], Full.Secrets.Skills[0], Full.Variables["topic"]);

        Assert.DoesNotContain(KeyShapes.Anthropic, printed, StringComparison.Ordinal);
        Assert.DoesNotContain("tracker-token-1", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("ants", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_json_does_not_hold_is_refused_when_it_is_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => (VariableValue)double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => (VariableValue)long.MaxValue);
    }
}
