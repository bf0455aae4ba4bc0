using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Sessions;

/// <summary>What a session may be made of (§12.1), each refusal with the path of its field.</summary>
public sealed class SessionCreationTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await EmulatedProvider.StartAsync();
        _stage = await Stage.SetAsync(_provider);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData(""" "agent": "agent_none" """, 404, "agent")]
    [InlineData(""" "agent": {"type": "agent", "id": "agent_none"} """, 404, "agent.id")]
    [InlineData(""" "agent": {"type": "agent", "id": "$agent", "version": 2} """, 404, "agent.version")]
    [InlineData(""" "agent": {"type": "agent", "id": "$agent", "system": "s"} """, 400, "agent.system")]
    [InlineData(""" "agent": {"type": "agent_with_overrides", "id": "$agent", "model": null} """, 400, "agent.model")]
    [InlineData(""" "agent": {"type": "agent_with_overrides", "id": "$agent", "name": "n"} """, 400, "agent.name")]
    [InlineData(""" "agent": {"type": "agent_with_overrides", "id": "$agent", "tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]} """, 400, "agent.tools")]
    [InlineData(""" "agent": {"type": "agent_with_overrides", "id": "$agent", "tools": [], "skills": [{"type": "anthropic", "skill_id": "pdf"}]} """, 400, "agent.skills")]
    [InlineData(""" "environment_id": "env_none" """, 404, "environment_id")]
    [InlineData(""" "vault_ids": ["vlt_none"] """, 404, "vault_ids.0")]
    [InlineData(""" "resources": [{"type": "file", "file_id": "file_none"}] """, 404, "resources.0.file_id")]
    [InlineData(""" "resources": [{"type": "file", "file_id": "$file", "mount_path": "input"}] """, 400, "resources.0.mount_path")]
    [InlineData(""" "resources": [{"type": "file", "file_id": "$file", "mount_path": "/a/../b"}] """, 400, "resources.0.mount_path")]
    [InlineData(""" "resources": [{"type": "file", "file_id": "$file", "mount_path": "/a"}, {"type": "file", "file_id": "$file", "mount_path": "/mnt/session/uploads/a"}] """, 400, "resources.1.mount_path")]
    [InlineData(""" "resources": [{"type": "github_repository", "url": "https://github.com/acme/widgets.git"}] """, 400, "resources.0.url")]
    [InlineData(""" "resources": [{"type": "github_repository", "url": "https://github.com/acme/widgets", "checkout": {"type": "commit"}}] """, 400, "resources.0.checkout.sha")]
    [InlineData(""" "resources": [{"type": "memory_store", "memory_store_id": "memstore_x"}] """, 400, "resources.0.type")]
    [InlineData(""" "initial_events": [{"type": "user.interrupt"}] """, 400, "initial_events.0.type")]
    [InlineData(""" "initial_events": [{"type": "user.define_outcome", "description": "d"}] """, 400, "initial_events.0.rubric")]
    [InlineData(""" "budget": {"type": "limit", "max_list_cost": {"amount": "5", "currency": "EUR"}} """, 400, "budget.max_list_cost.currency")]
    [InlineData(""" "deployment_id": "depl_x" """, 400, "deployment_id")]
    public async Task What_cannot_be_is_refused_with_its_path(string members, int status, string path)
    {
        string file = await UploadAsync();
        (HttpStatusCode answered, JsonElement body) = await CreateAsync(members.Replace("$file", file, StringComparison.Ordinal));

        Assert.Equal(status, (int)answered);
        Assert.StartsWith(path + ":", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single((await _provider.GetAsync("/v1/sessions")).Body.GetProperty("data").EnumerateArray()); // nothing was kept
    }

    [Fact]
    public async Task Clearing_servers_that_a_toolset_names_is_refused()
    {
        JsonElement agent = await _provider.CreateAsync("/v1/agents", """
            {"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}], "mcp_servers": [{"type": "url", "name": "x", "url": "https://x.example"}]}
            """);

        (HttpStatusCode status, JsonElement body) = await CreateAsync($$""" "agent": {"type": "agent_with_overrides", "id": "{{Stage.Id(agent)}}", "mcp_servers": null} """);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("agent.tools:", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_override_of_the_model_needs_one()
    {
        (_, JsonElement body) = await CreateAsync(""" "agent": {"type": "agent_with_overrides", "id": "$agent", "model": null} """);

        Assert.Equal("agent_model_required", body.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task A_hundred_documents_may_come_from_files_and_not_one_more()
    {
        string document = $$"""{"type": "document", "source": {"type": "file", "file_id": "{{await UploadAsync()}}"} }""";
        string Events(int count) => $$""" "initial_events": [{"type": "user.message", "content": [{{string.Join(", ", Enumerable.Repeat(document, count))}}]}] """;

        Assert.Equal(HttpStatusCode.BadRequest, (await CreateAsync(Events(101))).Status);
        Assert.Equal(HttpStatusCode.OK, (await CreateAsync(Events(100))).Status);
    }

    [Fact]
    public async Task Self_hosted_environments_take_neither_files_nor_variables()
    {
        string environment = Stage.Id(await _provider.CreateAsync("/v1/environments", """{"name": "own", "config": {"type": "self_hosted"}}"""));
        string vault = Stage.Id(await _provider.CreateAsync("/v1/vaults", """{"display_name": "v"}"""));
        await _provider.CreateAsync($"/v1/vaults/{vault}/credentials",
            """{"auth": {"type": "environment_variable", "secret_name": "N", "secret_value": "v", "networking": {"type": "unrestricted"}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, (await CreateAsync($$""" "environment_id": "{{environment}}", "vault_ids": ["{{vault}}"] """)).Status);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await CreateAsync($$""" "environment_id": "{{environment}}", "resources": [{"type": "file", "file_id": "{{await UploadAsync()}}"}] """)).Status);
        Assert.Equal(HttpStatusCode.OK, (await CreateAsync($$""" "environment_id": "{{environment}}" """)).Status);
    }

    [Fact]
    public async Task The_agent_in_the_session_is_a_snapshot_that_later_versions_do_not_reach()
    {
        JsonElement before = (await _provider.GetAsync(_stage.Path)).Body.GetProperty("agent");
        await _provider.CreateAsync($"/v1/agents/{_stage.AgentId}", """{"system": "changed", "metadata": {"k": "v"}}""");

        JsonElement after = (await _provider.GetAsync(_stage.Path)).Body.GetProperty("agent");
        JsonElement newest = (await CreateAsync("")).Body.GetProperty("agent");

        Assert.Equal(before.GetRawText(), after.GetRawText());
        Assert.Equal(("changed", 2), (newest.GetProperty("system").GetString(), newest.GetProperty("version").GetInt32())); // the bare id takes the latest
        Assert.False(newest.TryGetProperty("metadata", out _) || newest.TryGetProperty("created_at", out _));
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> CreateAsync(string members)
    {
        var parts = new List<string> { """ "title": "t" """, members.Replace("$agent", _stage.AgentId, StringComparison.Ordinal) };
        if (!members.Contains("\"agent\":", StringComparison.Ordinal))
            parts.Add($$""" "agent": "{{_stage.AgentId}}" """);
        if (!members.Contains("\"environment_id\":", StringComparison.Ordinal))
            parts.Add($$""" "environment_id": "{{_stage.EnvironmentId}}" """);
        return await _provider.PostAsync("/v1/sessions", $$"""{ {{string.Join(", ", parts.Where(part => part.Length > 0))}} }""");
    }

    private async Task<string> UploadAsync()
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, "/v1/files");
        request.Content = new MultipartFormDataContent { { new ByteArrayContent("%PDF"u8.ToArray()), "file", "a.pdf" } };
        return Stage.Id((await _provider.SendAsync(request)).Body);
    }
}
