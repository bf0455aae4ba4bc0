using System.Text.Json.Nodes;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Contracts.Tests.Submission;

public sealed class VariableValueTests
{
    private static readonly Template Sample = Template.Parse(SampleSubmission.TemplateJson);

    [Theory]
    [InlineData("topic", "7", "\"7\"")]
    [InlineData("topic", "true", "\"true\"")]
    [InlineData("rows", "7", "7")]
    [InlineData("rows", "-7", "-7")]
    [InlineData("rows", "seven", "\"seven\"")]
    [InlineData("rows", "0x7", "\"0x7\"")]
    [InlineData("rows", "1,000", "\"1,000\"")]
    [InlineData("ratio", "2.5e-1", "0.25")]
    [InlineData("ratio", "NaN", "\"NaN\"")]
    [InlineData("ratio", "1e999", "\"1e999\"")]
    [InlineData("draft", "True", "true")]
    [InlineData("draft", "yes", "\"yes\"")]
    [InlineData("tone", "formal", "\"formal\"")]
    public void Text_becomes_a_value_of_the_variable_s_type_or_stays_text(string name, string text, string json)
    {
        var variable = Sample.Variables.Single(v => v.Name == name);
        var request = new SubmissionRequest
        {
            Template = Sample,
            Variables = new Dictionary<string, VariableValue> { [name] = VariableValue.FromText(variable, text) },
            Secrets = new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = KeyShapes.Anthropic } },
        };

        Assert.Equal(json, JsonNode.Parse(request.ToUtf8Json())!["variables"]![name]!.ToJsonString());
    }
}
