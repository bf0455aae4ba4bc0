using System.Text.Json;
using Antpath.Cli.Commands.Templates;
using Antpath.Cli.Tests.Support;
using Antpath.Templates;

namespace Antpath.Cli.Tests.Commands;

public sealed class TemplateCommandsTests
{
    [Fact]
    public async Task Init_writes_a_template_that_is_valid_and_uses_all_its_variables()
    {
        await using var cli = new CliFixture();

        Assert.Equal(0, await cli.RunAsync("template", "init", "weekly", "--dir", "templates"));
        Assert.Equal(0, await cli.RunAsync("template", "validate", "templates/weekly.json"));
        Assert.Equal("", cli.Error);
        Assert.Equal(TemplateInitCommand.Starter("weekly"), Template.Parse(File.ReadAllText(Path.Combine(cli.Folder, "templates", "weekly.json"))));
    }

    [Fact]
    public async Task Init_does_not_write_over_anything()
    {
        await using var cli = new CliFixture();
        cli.Write("field-notes.json", "mine");

        Assert.Equal(7, await cli.RunAsync("template", "init"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(cli.Folder, "field-notes.json")));
        Assert.Equal(2, await cli.RunAsync("template", "init", "../Escape"));
    }

    [Fact]
    public async Task Validate_goes_through_all_files_and_warns_about_unused_variables()
    {
        await using var cli = new CliFixture();
        cli.Write("good.json", """{ "name": "good", "variables": { "spare": { "type": "string" } }, "agent": { "model": "claude-opus-5-5" }, "prompt": "Go." }""");
        cli.Write("bad.json", "{\n  \"name\": \"Bad Name\",\n  \"agent\": { \"model\": \"claude-opus-5-5\" }\n}");

        Assert.Equal(2, await cli.RunAsync("template", "validate", "bad.json", "good.json", "gone.json"));
        Assert.Contains("bad.json: 2 problems", cli.Output, StringComparison.Ordinal);
        Assert.Contains("good.json: ok", cli.Output, StringComparison.Ordinal);
        Assert.Contains("error: bad.json:2 /name: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("nothing uses the variable spare; write {{spare}}", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: gone.json: There is no such file.", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_as_json_is_one_object_a_file()
    {
        await using var cli = new CliFixture();
        cli.Write("bad.json", "{}");

        await cli.RunAsync("template", "validate", "bad.json", "--json");

        var result = JsonDocument.Parse(Assert.Single(cli.Lines)).RootElement;
        Assert.False(result.GetProperty("valid").GetBoolean());
        Assert.NotEqual(0, result.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task Hash_is_the_templates_own()
    {
        await using var cli = new CliFixture();
        await cli.RunAsync("template", "init");

        Assert.Equal(0, await cli.RunAsync("template", "hash", "field-notes.json"));
        Assert.Equal(TemplateInitCommand.Starter("field-notes").Hash + "\n", cli.Output);
        Assert.Equal(2, await cli.RunAsync("template", "hash", "gone.json"));
    }

    [Fact]
    public async Task Schema_is_the_published_one()
    {
        await using var cli = new CliFixture();

        await cli.RunAsync("template", "schema");

        Assert.Equal(TemplateSchema.Json.TrimEnd() + "\n", cli.Output);
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("mcp-static-bearer")]
    public async Task The_samples_are_valid(string sample)
    {
        await using var cli = new CliFixture();

        Assert.Equal(0, await cli.RunAsync("template", "validate", Path.Combine(Repository.Root, "samples", sample, "template.json")));
        Assert.Equal("", cli.Error);
    }
}
