using Antpath.Cli.Tests.Support;
using Antpath.Problems;
using Antpath.Submission;

namespace Antpath.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    private const string Template = """
        {
          "name": "report",
          "variables": {
            "topic": { "type": "string", "required": true, "maxLength": 40 },
            "rows": { "type": "integer", "default": 3, "minimum": 1, "maximum": 10 },
            "ratio": { "type": "number", "default": 0.5 },
            "draft": { "type": "boolean", "default": false }
          },
          "agent": { "model": "claude-opus-5-5" },
          "prompt": "Write {{rows}} rows on {{topic}} ({{ratio}}, {{draft}})."
        }
        """;

    private const string WithTracker = """
        {
          "name": "issues",
          "agent": {
            "model": "claude-opus-5-5",
            "tools": [ { "type": "mcp_toolset", "mcpServerName": "tracker", "defaultConfig": { "permissionPolicy": { "type": "always_allow" } } } ],
            "mcpServers": [ { "name": "tracker", "url": "https://mcp.tracker.example/mcp", "auth": { "type": "required_static_bearer" } } ]
          },
          "prompt": "Summarize."
        }
        """;

    private static SubmittedRun Sent(CliFixture cli)
    {
        var body = Assert.Single(cli.Server.To("POST /v1/runs")).Body;
        return Assert.IsType<SubmissionParseResult.Accepted>(SubmissionParser.Parse(body, SubmissionLimits.Default)).Run;
    }

    [Fact]
    public async Task Without_more_it_submits_and_prints_the_id_alone()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--var", "topic=ants"));
        Assert.Equal(Sample.Run + "\n", cli.Output);
        Assert.Contains($"antpath runs events {Sample.Run} --follow", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_are_typed_by_the_template_and_flags_win_over_the_file()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);
        cli.Write("vars.json", """{ "topic": "bees", "ratio": 0.25 }""");

        await cli.RunAsync("run", "t.json", "--var-file", "vars.json", "--var", "topic=ants=red", "--var", "rows=7", "--var", "draft=true", "--tag", "nightly", "--priority", "5", "--cleanup", "retain");

        var sent = Sent(cli);
        Assert.Equal("Write 7 rows on ants=red (0.25, true).", sent.Content.Prompt.Reveal());
        Assert.Equal(["nightly"], sent.Tags);
        Assert.Equal(5, sent.Priority);
        Assert.NotNull(sent.Cleanup);
    }

    [Fact]
    public async Task Every_problem_is_listed_with_its_place_and_nothing_is_sent()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template.Replace("\"prompt\"", "\"promt\"", StringComparison.Ordinal));
        cli.Write("vars.json", "{\n  \"rows\": 99\n}");

        var code = await cli.RunAsync("run", "t.json", "--var-file", "vars.json", "--var", "ratio=much", "--var", "oops", "--tag", "not a tag");

        Assert.Equal(2, code);
        Assert.Equal("", cli.Output);
        Assert.Contains("error: t.json:10 /promt: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("[unknown_member]", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: --var: Expected NAME=VALUE", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: --tag /0: ", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }

    [Fact]
    public async Task Variables_problems_name_the_flag_or_the_file_and_line()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);
        cli.Write("vars.json", "{\n  \"topic\": \"ants\",\n  \"rows\": 99\n}");

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var-file", "vars.json", "--var", "ratio=much", "--var", "topik=x"));
        Assert.Contains("error: vars.json:3 /rows: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: --var ratio: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: --var topik: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("3 problems; nothing was sent", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_json_is_told_with_its_line_beside_the_other_problems()
    {
        await using var cli = new CliFixture();
        cli.Environment.Remove("ANTHROPIC_API_KEY");
        cli.Write("t.json", "{\n  \"name\": \"x\",\n}");

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var", "broken"));
        Assert.Contains("error: t.json", cli.Error, StringComparison.Ordinal);
        Assert.Contains("[invalid_json]", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: --var: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: provider key: ", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_provider_key_is_said_once_with_the_remedy()
    {
        await using var cli = new CliFixture();
        cli.Environment.Remove("ANTHROPIC_API_KEY");
        cli.Write("t.json", Template);

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var", "topic=ants"));
        Assert.Equal("error: provider key: No Anthropic API key. Set ANTHROPIC_API_KEY, or put it into --secrets-file as anthropic.apiKey. [missing_member]\n", cli.Error);
    }

    [Fact]
    public async Task A_secret_given_as_a_flag_works_and_warns_without_showing_it()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);
        var key = "sk-ant-" + new string('f', 20);

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--anthropic-api-key", key, "--api-token", Sample.Token));
        Assert.Contains("warning: --anthropic-api-key", cli.Error, StringComparison.Ordinal);
        Assert.Contains("warning: --api-token", cli.Error, StringComparison.Ordinal);
        Assert.Equal(key, Sent(cli).Secrets.Anthropic.ApiKey.Reveal());
        Assert.DoesNotContain(key, cli.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Token, cli.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tracker@TRACKER_TOKEN", false)]
    [InlineData("tracker=@token.txt", false)]
    [InlineData("tracker=bearer-canary", true)]
    public async Task Mcp_secrets_come_from_a_variable_a_file_or_with_a_warning_a_flag(string secret, bool warns)
    {
        await using var cli = new CliFixture().WithRun();
        cli.Environment["TRACKER_TOKEN"] = "bearer-canary";
        cli.Write("token.txt", "bearer-canary\n");
        cli.Write("t.json", WithTracker);

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--mcp-secret", secret));
        var server = Assert.Single(Sent(cli).Secrets.McpServers);
        Assert.Equal("https://mcp.tracker.example/mcp", server.Url);
        Assert.Equal("bearer-canary", server.BearerToken!.Reveal());
        Assert.Equal(warns, cli.Error.Contains("warning: --mcp-secret", StringComparison.Ordinal));
        Assert.DoesNotContain("bearer-canary", cli.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mcp_secret_for_nobody_names_those_there_are()
    {
        await using var cli = new CliFixture();
        cli.Write("t.json", WithTracker);

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--mcp-secret", "traker=x", "--mcp-secret", "tracker@NOT_SET"));
        Assert.Contains("The template has: tracker.", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: --mcp-secret tracker: The environment variable", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_come_from_standard_input_and_win_over_the_environment()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);
        var key = "sk-ant-" + new string('i', 20);
        cli.Input = $$"""{ "anthropic": { "apiKey": "{{key}}" } }""";

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--secrets-file", "-"));
        Assert.Equal(key, Sent(cli).Secrets.Anthropic.ApiKey.Reveal());
        Assert.DoesNotContain(key, cli.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_secrets_file_is_told_without_quoting_it()
    {
        await using var cli = new CliFixture();
        cli.Write("t.json", Template);
        cli.Write("s.json", """{ "anthropic": { "apiKey": "canary-not-a-key" }, "openai": "canary-two" }""");
        cli.Write("broken.json", "{ \"anthropic\": canary-three");

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--secrets-file", "s.json"));
        Assert.Contains("error: s.json /anthropic/apiKey: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("error: s.json: One member is not known here. Known: anthropic, mcpServers, skills.", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", cli.Everything, StringComparison.Ordinal);

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--secrets-file", "broken.json"));
        Assert.DoesNotContain("canary", cli.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skill_is_uploaded_from_its_folder_without_hidden_files()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", """
            {
              "name": "styled",
              "agent": { "model": "claude-opus-5-5", "skills": [ { "type": "uploaded", "name": "house-style" } ] },
              "prompt": "Write."
            }
            """);
        cli.Write("skill/SKILL.md", "---\nname: house-style\ndescription: How we write.\n---\nShort sentences.\n");
        cli.Write("skill/refs/words.txt", "ant");
        cli.Write("skill/.git/config", "hidden");

        Assert.Equal(0, await cli.RunAsync("run", "t.json", "--skill", "house-style=skill"));
        Assert.Equal(["SKILL.md", "refs/words.txt"], Assert.Single(Sent(cli).Secrets.Skills).Files.Select(file => file.Path));
    }

    [Fact]
    public async Task A_replayed_key_is_said()
    {
        await using var cli = new CliFixture().WithRun();
        cli.Write("t.json", Template);
        cli.Server.On("POST /v1/runs", Replies.Json(Sample.View(), WireJson.Default.RunView, 202, "Idempotent-Replayed: true"));

        await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--idempotency-key", "mine");

        Assert.Contains("nothing new was started", cli.Error, StringComparison.Ordinal);
        Assert.Equal("mine", cli.Server.Requests[0].Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_key_that_is_no_header_value_is_bad_input()
    {
        await using var cli = new CliFixture();
        cli.Write("t.json", Template);

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var", "topic=ants", "--idempotency-key", "schlüssel"));
        Assert.Contains("error: --idempotency-key: ", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }

    [Fact]
    public async Task What_only_the_server_can_know_is_listed_too()
    {
        await using var cli = new CliFixture();
        cli.Write("t.json", Template);
        cli.Server.On("POST /v1/runs", Replies.Problem(422, "submission_refused", "1 problem", [new Problem("/template/limits", "out_of_range", "The plan allows less.")]));

        Assert.Equal(2, await cli.RunAsync("run", "t.json", "--var", "topic=ants"));
        Assert.Contains("/template/limits: The plan allows less. [out_of_range]", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_the_wrong_place_of_the_command_line_is_not_echoed()
    {
        await using var cli = new CliFixture();

        Assert.Equal(2, await cli.RunAsync("runs", "get", Sample.Run.ToString(), CliFixture.ApiKey));
        Assert.DoesNotContain(CliFixture.ApiKey, cli.Everything, StringComparison.Ordinal);
        Assert.Contains("[redacted]", cli.Error, StringComparison.Ordinal);
    }
}
