using System.Text;
using System.Text.Json.Nodes;
using Antpath.Contracts.Tests.Json;
using Antpath.Contracts.Tests.Submission;
using Antpath.Json;
using Antpath.Templates;
using CsCheck;

namespace Antpath.Contracts.Tests.Templates;

public sealed class TemplateTests
{
    private const string Minimal = """{"name":"minimal","agent":{"model":"claude-opus-5-5"},"prompt":"Say hello."}""";

    private static Template Defined => Template.Define("quarterly-report", t =>
    {
        t.Description("A report for each quarter");
        var topic = t.String("topic", description: "What to write about", required: true, minLength: 1, maxLength: 200);
        var rows = t.Integer("rows", defaultValue: 3, minimum: 1, maximum: 100);
        var ratio = t.Number("ratio", defaultValue: 0.5, minimum: 0, maximum: 1);
        var draft = t.Boolean("draft", defaultValue: false);
        var tone = t.Enum("tone", ["plain", "formal"], defaultValue: "plain");
        t.Agent("claude-opus-5-5", system: $"You write in a {tone} tone.", effort: Effort.High);
        t.BuiltInTools(true, new ToolConfig("web_search") { Enabled = false }, new ToolConfig("web_fetch") { AllowedDomains = ["docs.example.com"] });
        t.McpServer("tracker", SampleSubmission.McpUrl, McpAuth.RequiredStaticBearer);
        t.Skill(new SkillReference.Anthropic("xlsx", "20261001"));
        t.Skill(new SkillReference.Custom("skill_01X", "skver_01Y"));
        t.Skill(new SkillReference.Uploaded("house-style"));
        t.Networking(new Networking.Limited { AllowedHosts = ["api.example.com", "*.example.net"], AllowMcpServers = true, AllowPackageManagers = true });
        t.Packages(new PackageSet { Pip = ["pandas==2.2.3"], Apt = ["graphviz"], Npm = ["@scope/tool@1.2.3"] });
        t.Prompt($"Write a report about {topic} with {rows} rows, ratio {ratio}, draft {draft}.");
        t.InputFile("input/data.csv", "a,b\n{{topic}}\n");
        t.InputFile("input/raw.bin", new byte[] { 0x00, 0xFF });
        t.Limits(maxDuration: TimeSpan.FromMinutes(10), budgetUsd: 2.50m);
        t.Cleanup(ClaudeSessionCleanup.Retain);
    });

    [Fact]
    public void Code_and_json_make_the_same_template()
    {
        // The builder adds no entries for single MCP tools; the sample has one that says nothing new.
        var parsed = Template.Parse(SampleSubmission.Root().Without("/template/agent/tools/1/configs")["template"]!.ToJsonString());

        Assert.Equal(parsed.ToJson(), Defined.ToJson());
        Assert.Equal(parsed, Defined);
        Assert.True(parsed == Defined);
        Assert.Equal(parsed.GetHashCode(), Defined.GetHashCode());
    }

    [Fact]
    public void What_is_written_is_read_back_as_an_equal_template()
    {
        Assert.Equal(Defined, Template.Parse(Defined.ToJson()));
        Assert.Equal(Defined.ToJson(), Template.Parse(Defined.ToJson()).ToJson());
    }

    /// <summary>The expected hashes were computed outside of this code base, with Python's json and hashlib.</summary>
    [Theory]
    [InlineData(Minimal, "sha256:522c6932b757e14666952c8edc9f647c6ae024ab8562eeb9dbde90057a430120")]
    [InlineData("""{"name":"all-kinds","agent":{"model":{"id":"m","effort":"max"}},"prompt":"é {{n}}","variables":{"n":{"type":"number","default":0.1},"a":{"type":"boolean","required":true}},"limits":{"budgetUsd":12.5}}""", "sha256:a32f50c5193d0da044f6fe0fdfeb241551e88ebc04da968b6a2b9281eeb544fb")]
    public void The_hash_of_a_template_never_changes(string json, string hash) => Assert.Equal(hash, Template.Parse(json).Hash);

    [Theory]
    [InlineData("""{"prompt":"Say hello.","agent":{"model":"claude-opus-5-5"},"name":"minimal"}""")]
    [InlineData("""{"$schema":"https://elsewhere.example/s.json","name":"minimal","agent":{"model":"claude-opus-5-5"},"prompt":"Say hello."}""")]
    [InlineData("""{"name":"minimal","agent":{"model":{"id":"claude-opus-5-5"}},"prompt":"Say hello."}""")]
    [InlineData("""{"name":"minimal","agent":{"model":{"id":"claude-opus-5-5","speed":"standard"},"mcpServers":[],"skills":[]},"prompt":"Say \u0068ello."}""")]
    [InlineData("""{"name":"minimal","agent":{"model":"claude-opus-5-5","tools":[{"type":"agent_toolset_20260401","defaultConfig":{"enabled":true,"permissionPolicy":{"type":"always_allow"}},"configs":[]}]},"prompt":"Say hello."}""")]
    [InlineData("""{"name":"minimal","variables":{},"agent":{"model":"claude-opus-5-5"},"environment":{"networking":{"type":"unrestricted"},"packages":{"pip":[]}},"prompt":"Say hello.","inputFiles":[],"limits":{"maxDurationSeconds":3.6e3}}""")]
    public void Spelling_out_what_holds_anyway_does_not_change_the_hash(string json) => Assert.Equal(Template.Parse(Minimal).Hash, Template.Parse(json).Hash);

    [Fact]
    public void Equal_bytes_have_one_hash_whatever_their_encoding()
    {
        var text = Template.Parse(WithFile("héllo", "utf8"));
        var base64 = Template.Parse(WithFile(Convert.ToBase64String(Encoding.UTF8.GetBytes("héllo")), "base64"));

        Assert.Equal(text.Hash, base64.Hash);
    }

    [Fact]
    public void A_change_of_meaning_changes_the_hash()
    {
        string[] others =
        [
            Minimal.Replace("hello", "goodbye", StringComparison.Ordinal),
            Minimal.Replace("minimal", "maximal", StringComparison.Ordinal),
            Minimal.Replace("\"model\"", "\"tools\":[],\"model\"", StringComparison.Ordinal),
            Minimal.Replace("\"prompt\"", "\"limits\":{\"maxDurationSeconds\":3601},\"prompt\"", StringComparison.Ordinal),
        ];

        Assert.Equal(others.Length + 1, others.Append(Minimal).Select(json => Template.Parse(json).Hash).Distinct().Count());
    }

    [Fact]
    public void The_order_of_members_does_not_matter() =>
        Gen.Int.Sample(seed =>
        {
            var tree = Template.Parse(SampleSubmission.TemplateJson).ToTree();
            var shuffled = JsonTreeWriter.ToUtf8(JsonGen.Shuffle(tree, new Random(seed)));
            return Template.Parse(shuffled).Hash == CanonicalJson.Hash(tree);
        }, iter: 50);

    [Fact]
    public void Plain_text_in_an_interpolated_prompt_stays_plain_text()
    {
        var template = Template.Define("braces", t =>
        {
            var name = t.String("name", defaultValue: "Ann");
            t.Agent("claude-opus-5-5");
            t.Prompt($"JSON {{{{\"a\": 1}}}} and {{{name}}} and C:\\{name} and {"{{name}}"} and {42}");
        });

        Assert.Equal(
            "JSON {{\"a\": 1}} and {Ann} and C:\\Ann and {{name}} and 42",
            PromptSyntax.Render(template.Prompt, new Dictionary<string, string> { ["name"] = "Ann" }));
    }

    [Fact]
    public void A_plain_string_is_taken_with_its_placeholders()
    {
        var template = Template.Define("plain", t =>
        {
            t.String("topic", required: true);
            t.Agent("claude-opus-5-5");
            t.Prompt("About {{topic}}.");
        });

        Assert.Equal("About {{topic}}.", template.Prompt);
    }

    [Fact]
    public void Defining_reports_every_problem_at_once()
    {
        var error = Assert.Throws<TemplateException>(() => Template.Define("Bad Name", t =>
        {
            t.String("topic", required: true, defaultValue: "x");
            t.String("topic");
            t.Number("ratio", defaultValue: double.NaN);
            t.Prompt("{{other}}");
            t.Limits(maxDuration: TimeSpan.FromMilliseconds(1500), budgetUsd: 0.001m);
        }));

        Assert.Superset(
            new HashSet<string> { "/name", "/variables/topic", "/variables/ratio/default", "/agent/model", "/prompt", "/limits/maxDurationSeconds", "/limits/budgetUsd" },
            error.Problems.Select(p => p.Pointer).ToHashSet());
        Assert.Contains("/agent/model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_has_no_place_for_secrets()
    {
        var json = JsonNode.Parse(Minimal)!.AsObject();
        json["secrets"] = new JsonObject { ["anthropic"] = "x" };

        var invalid = Assert.IsType<TemplateParseResult.Invalid>(Template.TryParse(json.ToJsonString()));

        Assert.Contains(invalid.Problems, p => p.Pointer == "/secrets");
    }

    [Fact]
    public void Variables_that_nothing_uses_are_named() =>
        Assert.Equal(["spare"], Template.Parse("""{"name":"n","variables":{"used":{"type":"string"},"spare":{"type":"string"}},"agent":{"model":"m"},"prompt":"{{used}}"}""").UnusedVariables);

    [Fact]
    public void Printing_a_template_shows_no_content() =>
        Assert.DoesNotContain("report about", $"{Defined} {Defined.Agent} {Defined.InputFiles[0]} {Defined.Variables[0]}", StringComparison.Ordinal);

    private static string WithFile(string content, string encoding)
    {
        var json = JsonNode.Parse(Minimal)!.AsObject();
        json["inputFiles"] = new JsonArray(new JsonObject { ["path"] = "a.txt", ["content"] = content, ["encoding"] = encoding });
        return json.ToJsonString();
    }
}
