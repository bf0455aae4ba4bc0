using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Agents;

public sealed class AgentEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Defaults_come_back_resolved()
    {
        JsonElement agent = await _provider.CreateAsync("/v1/agents", """
            {"name": "a", "model": "claude-opus-5-5",
             "tools": [{"type": "agent_toolset_20260401", "configs": [{"name": "web_search", "enabled": false}]},
                       {"type": "mcp_toolset", "mcp_server_name": "tracker"}],
             "mcp_servers": [{"type": "url", "name": "tracker", "url": "https://mcp.example/mcp"}]}
            """);

        Assert.Equal("high", agent.GetProperty("model").GetProperty("effort").GetProperty("type").GetString());
        Assert.False(agent.GetProperty("model").TryGetProperty("inference_geo", out _));
        JsonElement builtIn = agent.GetProperty("tools")[0];
        Assert.Equal("always_allow", Policy(builtIn.GetProperty("default_config")));
        Assert.False(builtIn.GetProperty("configs")[0].GetProperty("enabled").GetBoolean());
        Assert.Equal("always_allow", Policy(builtIn.GetProperty("configs")[0]));
        Assert.Equal("always_ask", Policy(agent.GetProperty("tools")[1].GetProperty("default_config"))); // silence means ask
        Assert.Equal(1, agent.GetProperty("version").GetInt32());
        Assert.Equal("service_account", agent.GetProperty("execution_identity").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"model": "claude-opus-5-5"}""", "name")]
    [InlineData("""{"name": "", "model": "claude-opus-5-5"}""", "name")]
    [InlineData("""{"name": "a"}""", "model")]
    [InlineData("""{"name": "a", "model": "claude-3-opus"}""", "model")]
    [InlineData("""{"name": "a", "model": {"id": "claude-haiku-5-5", "speed": "fast"}}""", "model.speed")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]}""", "tools")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "mcp_servers": [{"type": "url", "name": "x", "url": "https://x.example"}]}""", "mcp_servers")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "skills": [{"type": "anthropic", "skill_id": "pdf"}]}""", "skills")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "agent_toolset_20260401", "default_config": {"permission_policy": {"type": "never"}}}]}""", "tools.0.default_config.permission_policy.type")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "bash_20250124"}]}""", "tools.0.type")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "metadata": {"anthropic_x": "1"}}""", "metadata.anthropic_x")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "multiagent": {"type": "coordinator", "agents": []}}""", "multiagent")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "skills": [{"type": "custom", "skill_id": "skill_x"}], "tools": [{"type": "agent_toolset_20260401"}]}""", "skills.0.skill_id")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "execution_identity": {"type": "aws_role"}}""", "execution_identity.role_arn")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "execution_identity": {"type": "service_account", "role_arn": "r"}}""", "execution_identity.role_arn")]
    [InlineData("""{"name": "a", "model": {"id": "claude-opus-5-5", "effort": "huge"}}""", "model.effort")]
    [InlineData("""{"name": "a", "model": {"id": "claude-opus-5-5", "inference_geo": "mars"}}""", "model.inference_geo")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "custom", "name": "a b", "description": "d", "input_schema": {"type": "object"}}]}""", "tools.0.name")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "custom", "name": "a", "description": "d", "input_schema": {"type": "array"}}]}""", "tools.0.input_schema.type")]
    public async Task What_cannot_be_is_refused_with_the_path_of_the_field(string json, string path)
    {
        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync("/v1/agents", json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(path + ":", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_effective_update_makes_a_version_and_a_no_op_makes_none()
    {
        string id = Stage.Id(await _provider.CreateAsync("/v1/agents", """{"name": "a", "model": {"id": "claude-opus-5-5", "effort": "low"}, "metadata": {"k": "1", "gone": "x"}}"""));

        JsonElement updated = await _provider.CreateAsync($"/v1/agents/{id}", """{"model": "claude-opus-5-5", "system": "s", "metadata": {"gone": null, "new": "2"}}""");
        JsonElement same = await _provider.CreateAsync($"/v1/agents/{id}", """{"system": "s"}""");

        Assert.Equal(2, updated.GetProperty("version").GetInt32());
        Assert.Equal("low", updated.GetProperty("model").GetProperty("effort").GetProperty("type").GetString());
        Assert.Equal("""{"k":"1","new":"2"}""", updated.GetProperty("metadata").GetRawText());
        Assert.Equal(2, same.GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await _provider.GetAsync($"/v1/agents/{id}?version=1")).Body.GetProperty("system").ValueKind);
        Assert.Equal([2, 1], (await _provider.GetAsync($"/v1/agents/{id}/versions")).Body.GetProperty("data").EnumerateArray().Select(version => version.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task An_outdated_version_conflicts_even_when_nothing_would_change()
    {
        string id = Stage.Id(await _provider.CreateAsync("/v1/agents", """{"name": "a", "model": "claude-opus-5-5"}"""));
        await _provider.CreateAsync($"/v1/agents/{id}", """{"system": "s"}""");

        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync($"/v1/agents/{id}", """{"version": 1, "system": "s"}""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("conflict_error", body.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_archived_agent_is_hidden_read_only_and_closed_to_new_sessions()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"/v1/agents/{stage.AgentId}/archive"));

        Assert.Empty((await _provider.GetAsync("/v1/agents")).Body.GetProperty("data").EnumerateArray());
        Assert.Single((await _provider.GetAsync("/v1/agents?include_archived=true")).Body.GetProperty("data").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync($"/v1/agents/{stage.AgentId}", """{"system": "s"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await _provider.PostAsync("/v1/sessions", $$"""{"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.Http.SendAsync(_provider.Request(HttpMethod.Delete, $"/v1/agents/{stage.AgentId}"))).StatusCode);
    }

    [Theory]
    [InlineData("""{"name": "web_search", "allowed_domains": []}""", "allowed_domains")]
    [InlineData("""{"name": "web_search", "allowed_domains": ["https://a.example"]}""", "allowed_domains")]
    [InlineData("""{"name": "web_search", "allowed_domains": ["a.example"], "blocked_domains": ["b.example"]}""", "blocked_domains")]
    [InlineData("""{"name": "web_search", "user_location": {"type": "exact"}}""", "user_location.type")]
    [InlineData("""{"name": "web_search", "user_location": {"type": "approximate", "street": "x"}}""", "user_location.street")]
    [InlineData("""{"name": "web_fetch", "url_sources": {"user_input": {"type": "none"}, "client_tool_results": {"type": "none"}, "server_tool_results": {"type": "none"}}}""", "url_sources")]
    [InlineData("""{"name": "web_fetch", "url_sources": {"client_tool_results": {"type": "only", "tools": []}}}""", "url_sources.client_tool_results.tools")]
    [InlineData("""{"name": "web_fetch", "url_sources": {"user_input": {"type": "only", "tools": [{"type": "tool_reference", "name": "a"}]}}}""", "url_sources.user_input.type")]
    [InlineData("""{"name": "web_fetch", "max_content_tokens": 0}""", "max_content_tokens")]
    [InlineData("""{"name": "bash", "allowed_domains": ["a.example"]}""", "allowed_domains")]
    [InlineData("""{"name": "bash", "type": "read"}""", "type")]
    public async Task A_tools_own_settings_are_checked(string config, string path)
    {
        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync("/v1/agents",
            $$"""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "agent_toolset_20260401", "configs": [{{config}}]}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith($"tools.0.configs.0.{path}:", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_hold_at_their_edge()
    {
        string Named(int chars) => $$"""{"name": "{{new string('n', chars)}}", "model": "claude-opus-5-5"}""";
        string Described(int chars) => $$"""{"name": "a", "model": "claude-opus-5-5", "description": "{{new string('d', chars)}}"}""";
        string Instructed(int chars) => $$"""{"name": "a", "model": "claude-opus-5-5", "system": "{{new string('s', chars)}}"}""";
        string Marked(int pairs, int key, int value) => $$"""{"name": "a", "model": "claude-opus-5-5", "metadata": { {{string.Join(", ",
            Enumerable.Range(0, pairs).Select(i => $"\"{i:00}{new string('k', key - 2)}\": \"{new string('v', value)}\""))}} } }""";

        foreach (string good in (string[])[Named(256), Described(2_048), Instructed(100_000), Marked(16, 64, 512)])
            await _provider.CreateAsync("/v1/agents", good);
        foreach (string bad in (string[])[Named(257), Described(2_049), Instructed(100_001), Marked(17, 64, 512), Marked(1, 65, 1), Marked(1, 2, 513)])
            Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync("/v1/agents", bad)).Status);
    }

    [Fact]
    public async Task Versions_are_bounded()
    {
        string id = Stage.Id(await _provider.CreateAsync("/v1/agents", """{"name": "a", "model": "claude-opus-5-5"}"""));
        for (int i = 2; i <= EmulatorLimits.AgentVersionsMax; i++)
            await _provider.CreateAsync($"/v1/agents/{id}", $$"""{"system": "{{i}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync($"/v1/agents/{id}", """{"system": "one too many"}""")).Status);
    }

    private static string Policy(JsonElement config) => config.GetProperty("permission_policy").GetProperty("type").GetString()!;
}
