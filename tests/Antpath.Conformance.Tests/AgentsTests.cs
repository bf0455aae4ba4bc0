using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§6 and §7: agents, versions, permission policies.</summary>
public sealed class AgentsTests(ProviderUnderTest provider)
{
    private const string Server = """{"type": "url", "name": "tracker", "url": "https://mcp.tracker.example/mcp"}""";

    [Fact] // §5, §6.2
    public async Task Defaults_come_back_resolved()
    {
        Answer agent = await provider.NewAgentAsync(members: "");

        Assert.StartsWith("agent_", agent.Id, StringComparison.Ordinal);
        Assert.Equal(("agent", 1), (agent.Text("type"), agent["version"].GetInt32()));
        Assert.Equal(provider.Settings.Model, agent["model"].GetProperty("id").GetString());
        Assert.Equal((0, 0, 0), (agent["tools"].GetArrayLength(), agent["skills"].GetArrayLength(), agent["mcp_servers"].GetArrayLength()));
        Assert.All((string[])["system", "description", "archived_at", "multiagent"], member => Assert.True(agent.IsNull(member), member));
        Assert.Equal("service_account", agent["execution_identity"].GetProperty("type").GetString());
    }

    [Theory] // §7.2
    [InlineData("""{"type": "agent_toolset_20260401"}""", "[]", "always_allow")]
    [InlineData("""{"type": "mcp_toolset", "mcp_server_name": "tracker"}""", $"[{Server}]", "always_ask")]
    [InlineData("""{"type": "mcp_toolset", "mcp_server_name": "tracker", "default_config": {"permission_policy": {"type": "always_allow"}}}""", $"[{Server}]", "always_allow")]
    public async Task A_toolset_without_a_policy_gets_that_of_its_kind(string toolset, string servers, string policy)
    {
        Answer agent = await provider.NewAgentAsync($""", "tools": [{toolset}], "mcp_servers": {servers}""");

        Assert.Equal(policy, agent["tools"][0].GetProperty("default_config").GetProperty("permission_policy").GetProperty("type").GetString());
    }

    [Theory] // §6.1
    [InlineData(""", "tools": [], "mcp_servers": [{"type": "url", "name": "tracker", "url": "https://mcp.tracker.example/mcp"}]""")]
    [InlineData(""", "tools": [{"type": "mcp_toolset", "mcp_server_name": "tracker"}], "mcp_servers": []""")]
    [InlineData(""", "tools": [{"type": "toolset_from_the_future"}]""")]
    [InlineData(""", "metadata": {"a": 7}""")]
    public async Task What_does_not_fit_together_is_refused(string members) =>
        (await provider.PostAsync("/v1/agents", $$"""{"name": "n", "model": "{{provider.Settings.Model}}" {{members}} }""")).Expect(400, "invalid_request_error");

    [Fact] // §6.5
    public async Task A_change_makes_a_version_and_none_makes_none()
    {
        Answer agent = await provider.NewAgentAsync();
        string path = $"/v1/agents/{agent.Id}";

        Answer same = (await provider.PostAsync(path, """{"name": "antpath-conformance"}""")).Expect(200);
        Answer changed = (await provider.PostAsync(path, """{"system": "Be brief.", "version": 1}""")).Expect(200);

        Assert.Equal((1, 2), (same["version"].GetInt32(), changed["version"].GetInt32()));
        Assert.Equal(409, (await provider.PostAsync(path, """{"system": "Be long.", "version": 1}""")).Status);
        Assert.True((await provider.GetAsync(path + "?version=1")).Expect(200).IsNull("system"));
        Assert.Equal([2, 1], (await provider.GetAsync(path + "/versions")).Expect(200).Items.Select(item => item.GetProperty("version").GetInt32()));
    }

    [Fact] // §6.5
    public async Task Metadata_merges_and_lists_are_replaced()
    {
        Answer agent = await provider.NewAgentAsync();

        Answer changed = (await provider.PostAsync($"/v1/agents/{agent.Id}", $$"""{"metadata": {"added": "1", "{{ProviderUnderTest.Marker}}": "kept"}, "tools": []}""")).Expect(200);
        Answer cleared = (await provider.PostAsync($"/v1/agents/{agent.Id}", """{"metadata": {"added": null}}""")).Expect(200);

        Assert.Equal("1", changed["metadata"].GetProperty("added").GetString());
        Assert.Equal(0, changed["tools"].GetArrayLength());
        Assert.False(cleared["metadata"].TryGetProperty("added", out _));
        Assert.Equal("kept", cleared["metadata"].GetProperty(ProviderUnderTest.Marker).GetString());
    }

    [Fact] // §6.5
    public async Task An_archived_agent_stays_readable_and_refuses_changes()
    {
        Answer agent = await provider.NewAgentAsync();
        string path = $"/v1/agents/{agent.Id}";

        Assert.False((await provider.PostAsync(path + "/archive", null)).Expect(200).IsNull("archived_at"));

        Assert.False((await provider.GetAsync(path)).Expect(200).IsNull("archived_at"));
        Assert.InRange((await provider.PostAsync(path, """{"system": "x"}""")).Status, 400, 499);
        Assert.InRange((await provider.DeleteAsync(path)).Status, 404, 405); // §5: there is no delete
    }
}
