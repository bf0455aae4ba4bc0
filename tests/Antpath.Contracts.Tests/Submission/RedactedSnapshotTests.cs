using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Json;

namespace Antpath.Contracts.Tests.Submission;

public sealed class RedactedSnapshotTests
{
    private const string Canary = "canary";

    /// <summary>Every place whose value is content or a secret, and a value for it that would be recognised.</summary>
    public static TheoryData<string, string> Canaries => new()
    {
        { "/template/description", $"{Canary} description" },
        { "/template/prompt", $"{Canary} prompt" },
        { "/template/agent/system", $"{Canary} system" },
        { "/template/variables/topic/description", $"{Canary} variable" },
        { "/template/variables/tone/default", "formal" },
        { "/template/inputFiles/0/content", $"{Canary} file" },
        { "/template/inputFiles/1/content", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Canary} file")) },
        { "/variables/topic", $"{Canary} value" },
        { "/secrets/anthropic/apiKey", $"sk-ant-{Canary}" },
        { "/secrets/mcpServers/0/headers/Authorization", $"Bearer {Canary}" },
        { "/secrets/skills/0/files/1/content", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Canary} skill")) },
        { "/secrets/skills/0/files/0/content", $"---\nname: house-style\ndescription: {Canary}\n---\n{Canary}" },
    };

    [Theory]
    [MemberData(nameof(Canaries))]
    public void Content_and_secrets_do_not_show(string place, string value)
    {
        var run = SubmissionParserTests.Accept(SampleSubmission.ToBytes(SampleSubmission.Root().With(place, value)));

        Assert.DoesNotContain(value, run.RedactedSnapshot, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, run.RedactedSnapshot, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, string.Join(' ', run, run.Content, run.Secrets, run.Template, run.Template.Agent, run.ToBundle()), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_url_only_the_origin_shows()
    {
        const string Url = "https://mcp.tracker.example/canary/mcp?tenant=canary";
        var run = SubmissionParserTests.Accept(SampleSubmission.ToBytes(SampleSubmission.Root()
            .With("/template/agent/mcpServers/0/url", Url).With("/secrets/mcpServers/0/url", Url)));

        Assert.DoesNotContain(Canary, run.RedactedSnapshot, StringComparison.Ordinal);
        Assert.Contains("https://mcp.tracker.example", run.RedactedSnapshot, StringComparison.Ordinal);
    }

    [Fact]
    public void Structure_names_lengths_and_hashes_show()
    {
        var run = SubmissionParserTests.Accept(SampleSubmission.Bytes);

        using var snapshot = JsonDocument.Parse(run.RedactedSnapshot);
        var root = snapshot.RootElement;
        Assert.Equal(run.TemplateHash, root.GetProperty("hash").GetString());
        Assert.Equal("claude-opus-5-5", root.GetProperty("agent").GetProperty("model").GetString());
        Assert.Equal("tracker", root.GetProperty("agent").GetProperty("mcpServers")[0].GetProperty("name").GetString());
        Assert.Equal(run.Content.Prompt.Reveal().Length, root.GetProperty("prompt").GetProperty("chars").GetInt32());
        Assert.Equal(CanonicalJson.HashBytes(Encoding.UTF8.GetBytes(run.Content.Prompt.Reveal()))[7..], root.GetProperty("prompt").GetProperty("sha256").GetString());
        Assert.Equal(
            """{"name":"topic","type":"string","required":true,"given":true}""",
            root.GetProperty("variables")[0].GetRawText());
        Assert.Equal("input/data.csv", root.GetProperty("inputFiles")[0].GetProperty("path").GetString());
        Assert.Equal("house-style", root.GetProperty("uploadedSkills")[0].GetProperty("name").GetString());
        Assert.Equal(600, root.GetProperty("limits").GetProperty("maxDurationSeconds").GetInt32());
    }

    [Fact]
    public void Serializing_what_holds_secrets_by_reflection_does_not_show_them()
    {
        var run = SubmissionParserTests.Accept(SampleSubmission.Bytes);

        var json = JsonSerializer.Serialize<object>(run.Secrets) + JsonSerializer.Serialize<object>(run.Content);

        Assert.DoesNotContain(KeyShapes.Anthropic, json, StringComparison.Ordinal);
        Assert.DoesNotContain("tracker-token-1", json, StringComparison.Ordinal);
        Assert.DoesNotContain("ants", JsonNode.Parse(JsonSerializer.Serialize<object>(run.Content))!["Prompt"]!.ToJsonString(), StringComparison.Ordinal);
    }
}
