using System.Text.Json;
using Antpath.Engine.Providers;
using Antpath.Templates;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>What goes over the wire.</summary>
public sealed class ClaudeRequestsTests
{
    private const string Created = """{"id":"agent_1","version":3,"latest_version_id":"skver_1","data":[{"id":"sevt_1","type":"user.message"}]}""";

    private static readonly Dictionary<string, CreatedResource> NoSkills = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_goes_as_a_bearer_and_nothing_of_this_process_goes_along()
    {
        const string FromEnvironment = "from-the-environment";
        (string Name, string Value)[] variables =
        [
            ("ANTHROPIC_API_KEY", FromEnvironment), ("ANTHROPIC_AUTH_TOKEN", FromEnvironment), ("ANTHROPIC_WORKSPACE_ID", FromEnvironment),
            ("ANTHROPIC_ORGANIZATION_ID", FromEnvironment), ("ANTHROPIC_PROFILE", FromEnvironment), ("ANTHROPIC_IDENTITY_TOKEN", FromEnvironment),
            ("ANTHROPIC_BASE_URL", "http://127.0.0.1:9"), ("ANTHROPIC_CUSTOM_HEADERS", $"X-Custom: {FromEnvironment}"),
        ];
        await using var server = new ScriptedServer(ScriptedAnswer.Json(Created));
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(name, value);
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation);
        foreach (var (name, _) in variables)
            Environment.SetEnvironmentVariable(name, value: null);

        Assert.DoesNotContain(server.Requests, r => r.Headers.Values.Any(v => v.Contains(FromEnvironment, StringComparison.Ordinal)));
        var request = Assert.Single(server.Requests);
        Assert.Equal($"Bearer {bed.Key}", request.Headers["authorization"]);
        Assert.DoesNotContain("x-api-key", request.Headers.Keys);
        Assert.Equal("managed-agents-2026-04-01", request.Headers["anthropic-beta"]);
    }

    [Fact]
    public async Task An_agent_says_always_allow_for_every_toolset_and_tool_and_pins_its_skills()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json(Created));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        var bundle = bed.Bundle(t =>
        {
            t.McpServer("tracker", "https://mcp.tracker.example/mcp");
            t.BuiltInTools(enabledByDefault: true, new ToolConfig("web_search") { BlockedDomains = ["example.com"] }, new ToolConfig("bash") { Enabled = false });
            t.Skill(new SkillReference.Anthropic("xlsx", "skver_x"));
            t.Skill(new SkillReference.Uploaded("house-style"));
        });

        var agent = await bed.Provider.CreateAgentAsync(
            bundle, new Dictionary<string, CreatedResource> { ["house-style"] = new("skill_9", "skver_9") }, bed.Marker("agent"), Cancellation);

        Assert.Equal(new CreatedResource("agent_1", "3"), agent.Value);
        using var body = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        var tools = body.RootElement.GetProperty("tools").EnumerateArray().ToList();
        Assert.Equal(2, tools.Count);
        Assert.All(tools, tool =>
        {
            Assert.Equal("always_allow", tool.GetProperty("default_config").GetProperty("permission_policy").GetProperty("type").GetString());
            Assert.All(tool.GetProperty("configs").EnumerateArray(), c => Assert.Equal("always_allow", c.GetProperty("permission_policy").GetProperty("type").GetString()));
        });
        Assert.Equal("""[{"skill_id":"xlsx","type":"anthropic","version":"skver_x"},{"skill_id":"skill_9","type":"custom","version":"skver_9"}]""", ClaudeSamples.Sorted(body.RootElement.GetProperty("skills")));
        Assert.False(body.RootElement.TryGetProperty("multiagent", out _));
        Assert.Equal(bed.Run, body.RootElement.GetProperty("metadata").GetProperty("antpath_run").GetString());
    }

    [Fact]
    public async Task A_skill_that_was_not_uploaded_is_our_defect_and_nothing_is_asked()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json(Created));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        var bundle = bed.Bundle(t => t.Skill(new SkillReference.Uploaded("house-style")));

        var agent = await bed.Provider.CreateAgentAsync(bundle, NoSkills, bed.Marker("agent"), Cancellation);

        Assert.Equal(ErrorClass.AntpathBug, agent.Failure?.Class);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_session_is_pinned_budgeted_and_mounts_its_files_by_their_true_paths()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json("""{"id":"sesn_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        await bed.Provider.CreateSessionAsync(ClaudeSamples.Start(), bed.Marker("session"), Cancellation);

        using var body = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal("""{"id":"agent_1","type":"agent","version":3}""", ClaudeSamples.Sorted(body.RootElement.GetProperty("agent")));
        Assert.Equal("""{"max_list_cost":{"amount":"250","currency":"USD"},"type":"limit"}""", ClaudeSamples.Sorted(body.RootElement.GetProperty("budget")));
        Assert.Equal("""[{"file_id":"file_1","mount_path":"/input/data.csv","type":"file"}]""", ClaudeSamples.Sorted(body.RootElement.GetProperty("resources")));
        Assert.False(body.RootElement.TryGetProperty("initial_events", out _));
    }

    [Fact]
    public async Task Calls_about_a_sessions_files_send_the_beta_name_and_other_file_calls_need_none()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json(ClaudeSamples.NoMore));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        await bed.Provider.ListFilesAsync("sesn_1", Cancellation);
        await bed.Provider.FindAsync(ProviderResourceType.File, bed.Marker("file:x"), DateTimeOffset.UnixEpoch, parentProviderId: null, Cancellation);

        Assert.Equal("/v1/files?scope_id=sesn_1&limit=1000", server.Requests[0].Target);
        Assert.Equal("managed-agents-2026-04-01", server.Requests[0].Headers["anthropic-beta"]);
        Assert.Equal("/v1/files?limit=1000", server.Requests[1].Target);
        Assert.DoesNotContain("anthropic-beta", server.Requests[1].Headers.Keys);

        await using var content = EmulatorBed.Ok(await bed.Provider.OpenFileAsync("file_1", Cancellation));
        Assert.Equal("managed-agents-2026-04-01", server.Requests[2].Headers["anthropic-beta"]);
    }

    [Fact]
    public async Task An_uploaded_file_expires_by_itself_and_bears_the_marker_as_its_name()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json("""{"id":"file_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        var bundle = bed.Bundle(t => t.InputFile("input/data.csv", "a,b\n"));

        await bed.Provider.UploadFileAsync(bundle, "input/data.csv", bed.Marker("file:input/data.csv"), Cancellation);

        var text = Assert.Single(server.Requests).Text;
        Assert.Contains("name=expires_in_seconds", text.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("1209600", text, StringComparison.Ordinal);
        Assert.Contains(ProviderNames.For(ProviderResourceType.File, bed.Marker("file:input/data.csv")), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_by_time_allows_for_the_providers_clock()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json(ClaudeSamples.NoMore));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        await bed.Provider.FindAsync(ProviderResourceType.Session, bed.Marker("session"), new DateTimeOffset(2026, 11, 22, 8, 5, 0, TimeSpan.Zero), null, Cancellation);

        Assert.Contains("created_at%5bgte%5d=2026-11-22T08%3a00%3a00", server.Requests[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ignored_interrupt_is_no_failure()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json("""{"data":[{"id":"","type":"user.interrupt"}]}"""), ScriptedAnswer.Json("""{"data":[]}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.True((await bed.Provider.InterruptAsync("sesn_1", Cancellation)).Failure is null);
        Assert.True((await bed.Provider.InterruptAsync("sesn_1", Cancellation)).Failure is null);
        Assert.Equal("""{"events":[{"type":"user.interrupt"}]}""", server.Requests[0].Text);
    }

    [Fact]
    public async Task A_prompt_counts_as_sent_when_the_session_is_anything_but_idle()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json("""{"id":"sesn_1","status":"running"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.True((await bed.Provider.WasPromptSentAsync("sesn_1", Cancellation)).Value);
        Assert.Single(server.Requests);
    }
}
