using System.Text.Json.Nodes;
using Antpath.Contracts.Tests.Submission;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Contracts.Tests.Templates;

public sealed class TemplateSchemaTests
{
    /// <summary>Rules about more than one place, or about bytes: a schema cannot say them.</summary>
    private static readonly HashSet<string> BeyondSchema =
    [
        ProblemCodes.DefaultInvalid, ProblemCodes.DuplicateItem, ProblemCodes.FilesTooLarge, ProblemCodes.InvalidBase64, ProblemCodes.McpServerUnknown,
        ProblemCodes.McpServerUnreferenced, ProblemCodes.NetworkingBlocksMcp, ProblemCodes.NetworkingBlocksPackages, ProblemCodes.PlaceholderInvalid,
        ProblemCodes.PlaceholderUndeclared, ProblemCodes.ReadToolRequired, ProblemCodes.SecretOutsideSecrets, ProblemCodes.SecretValueOutsideSecrets,
        ProblemCodes.InvalidUrl,
    ];

    /// <summary>Single cases of rules that a schema can mostly say, but not here.</summary>
    private static readonly HashSet<string> BeyondSchemaCases =
    [
        "/template/variables/topic/minLength = 201", "/template/variables/rows/minimum = 101", "/template/limits/budgetUsd = 1.005",
        "129 tool entries in two sets",
    ];

    private static readonly SchemaSubset Schema = new(JsonNode.Parse(TemplateSchema.Json)!.AsObject());

    private static readonly Dictionary<string, ProblemCase> Broken =
        TemplateProblemCases.All.Where(c => c.Pointer.StartsWith("/template", StringComparison.Ordinal)).ToDictionary(c => $"{c.Code}: {c.Name}");

    public static TheoryData<string> BrokenNames => [.. Broken.Keys];

    public static TheoryData<string> ValidTemplates =>
    [
        SampleSubmission.TemplateJson,
        Template.Parse(SampleSubmission.TemplateJson).ToJson(),
        """{"name":"a","agent":{"model":"m"},"prompt":"p"}""",
        """{"name":"a","agent":{"model":"m","tools":[]},"prompt":"p","environment":{},"variables":{},"inputFiles":[],"limits":{}}""",
        """{"name":"a","agent":{"model":"m"},"prompt":"p","variables":{"a":{"type":"string","required":false,"default":""},"b":{"type":"integer","required":true}}}""",
        """{"name":"a","agent":{"model":"m"},"prompt":"p","environment":{"networking":{"type":"limited"}}}""",
        """{"name":"a","agent":{"model":"m"},"prompt":"p","limits":{"maxDurationSeconds":30.0,"budgetUsd":1e4}}""",
        """{"name":"a","agent":{"model":"m"},"prompt":"p","inputFiles":[{"path":"a/.b/c..d","content":""}]}""",
    ];

    [Theory]
    [MemberData(nameof(ValidTemplates))]
    public void What_the_validator_accepts_the_schema_accepts(string json)
    {
        Assert.IsType<TemplateParseResult.Valid>(Template.TryParse(json));
        Assert.True(Schema.Accepts(JsonNode.Parse(json)));
    }

    [Theory]
    [MemberData(nameof(BrokenNames))]
    public void What_the_validator_refuses_the_schema_refuses_as_far_as_it_can_tell(string name)
    {
        var broken = Broken[name];
        var template = JsonNode.Parse(broken.Body)!["template"]!;

        Assert.IsType<TemplateParseResult.Invalid>(Template.TryParse(template.ToJsonString()));
        if (!BeyondSchema.Contains(broken.Code) && !BeyondSchemaCases.Contains(broken.Name))
            Assert.False(Schema.Accepts(template));
    }
}
