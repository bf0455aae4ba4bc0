using Antpath.Contracts.Tests.Json;
using Antpath.Templates;
using CsCheck;

namespace Antpath.Contracts.Tests.Templates;

public sealed class PromptSyntaxTests
{
    private static readonly Dictionary<string, string> Values = new() { ["a"] = "A", ["b"] = "{{a}}" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{a}}", "A")]
    [InlineData("{{a}}{{a}}", "AA")]
    [InlineData("{{b}}", "{{a}}")]
    [InlineData("\\{{a}}", "{{a}}")]
    [InlineData("\\\\{{a}}", "\\A")]
    [InlineData("\\\\\\{{a}}", "\\{{a}}")]
    [InlineData("{{{a}}}", "{A}")]
    [InlineData("\\{{{a}}}", "{{{a}}}")]
    [InlineData("{ a }", "{ a }")]
    [InlineData("{\"x\":{\"y\":1}}", "{\"x\":{\"y\":1}}")]
    [InlineData("C:\\dir\\{a}", "C:\\dir\\{a}")]
    [InlineData("}}{{a}}}}", "}}A}}")]
    [InlineData("{{missing}}", "")]
    [InlineData("", "")]
    public void Placeholders_are_filled_in_and_everything_else_means_itself(string text, string expected) =>
        Assert.Equal(expected, PromptSyntax.Render(text, Values));

    [Theory]
    [InlineData("{{", 0)]
    [InlineData("x {{a", 2)]
    [InlineData("{{}}", 0)]
    [InlineData("{{ a }}", 0)]
    [InlineData("{{a.b}}", 0)]
    [InlineData("{{A}}", 0)]
    [InlineData("{{a}", 0)]
    [InlineData("{{{{", 2)]
    public void What_only_looks_like_a_placeholder_is_found_with_its_place(string text, int offset) =>
        Assert.Contains(PromptSyntax.Parse(text), p => p is PromptPart.Broken broken && broken.Offset == offset);

    [Fact]
    public void Any_text_around_variables_survives_being_written_as_a_prompt()
    {
        var literal = Gen.OneOf(JsonGen.Text, Gen.String["{}\\ab"]).Where(t => t.Length > 0);
        Gen.Select(literal, literal, literal, Gen.Bool).Sample((before, between, after, adjacent) =>
        {
            List<PromptPart> parts = [new PromptPart.Literal(before), new PromptPart.Placeholder("a", 0)];
            if (!adjacent)
                parts.Add(new PromptPart.Literal(between));

            parts.AddRange([new PromptPart.Placeholder("b", 0), new PromptPart.Literal(after)]);
            var rendered = PromptSyntax.Render(PromptSyntax.Write(parts), Values);
            return rendered == $"{before}A{(adjacent ? "" : between)}{{{{a}}}}{after}";
        });
    }

    [Fact]
    public void The_length_foretold_is_the_length_rendered() =>
        Gen.String["{}\\ab"].Sample(text => PromptSyntax.RenderedLength(text, Values) == PromptSyntax.Render(text, Values).Length);
}
