using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Mcp;

public sealed class McpProberTests : IAsyncLifetime
{
    private const string AllowAlways = """, "default_config": {"permission_policy": {"type": "always_allow"}}""";

    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync(options => options.ContactMcpServers = true);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_is_contacted_with_the_vaults_bearer_and_its_tools_are_used(bool streams)
    {
        await using BearerMcpServer server = await BearerMcpServer.StartAsync("right", streams);
        Stage stage = await PlayAsync(server.Url, "right");

        Assert.Equal(1, server.Initializations);
        JsonElement use = Assert.Single(await stage.EventsAsync("?types%5b%5d=agent.mcp_tool_use"));
        Assert.Equal(("tracker", "find_issue"), (use.GetProperty("mcp_server_name").GetString(), use.GetProperty("name").GetString()));
        Assert.Empty(await stage.EventsAsync("?types%5b%5d=session.error"));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task A_wrong_or_missing_bearer_shows_as_an_authentication_error_and_the_session_goes_on(string? bearer)
    {
        await using BearerMcpServer server = await BearerMcpServer.StartAsync("right", streams: false);
        Stage stage = await PlayAsync(server.Url, bearer);

        JsonElement error = Assert.Single(await stage.EventsAsync("?types%5b%5d=session.error")).GetProperty("error");
        Assert.Equal(("mcp_authentication_failed_error", "tracker"), (error.GetProperty("type").GetString(), error.GetProperty("mcp_server_name").GetString()));
        Assert.NotEmpty(await stage.FilesAsync());
    }

    [Fact]
    public async Task A_toolset_without_a_policy_asks_before_its_first_call()
    {
        await using BearerMcpServer server = await BearerMcpServer.StartAsync("right", streams: false);
        Stage stage = await PlayAsync(server.Url, "right", toolset: "");

        JsonElement idle = Assert.Single(await stage.EventsAsync("?types%5b%5d=session.status_idle"));
        Assert.Equal("requires_action", Stage.StopReason(idle));
        JsonElement use = Assert.Single(await stage.EventsAsync("?types%5b%5d=agent.mcp_tool_use"));
        Assert.Equal("ask", use.GetProperty("evaluated_permission").GetString());
    }

    [Fact]
    public async Task A_server_that_is_not_there_shows_as_a_connection_error()
    {
        Stage stage = await PlayAsync("http://127.0.0.1:1/mcp", null);

        JsonElement error = Assert.Single(await stage.EventsAsync("?types%5b%5d=session.error")).GetProperty("error");
        Assert.Equal("mcp_connection_failed_error", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Limited_networking_keeps_servers_out_that_it_does_not_name()
    {
        await using BearerMcpServer server = await BearerMcpServer.StartAsync("right", streams: false);
        Stage stage = await PlayAsync(server.Url, "right", """, "networking": {"type": "limited"}""");

        Assert.Equal(0, server.Initializations);
        Assert.Single(await stage.EventsAsync("?types%5b%5d=session.error"));
    }

    [Theory]
    [InlineData("right", "valid")]
    [InlineData("wrong", "invalid")]
    public async Task An_OAuth_credential_is_validated_against_its_server(string token, string expected)
    {
        await using BearerMcpServer server = await BearerMcpServer.StartAsync("right", streams: false);
        string vault = Stage.Id(await _provider.CreateAsync("/v1/vaults", """{"display_name": "v"}"""));
        string credential = Stage.Id(await _provider.CreateAsync($"/v1/vaults/{vault}/credentials",
            $$"""{"auth": {"type": "mcp_oauth", "mcp_server_url": "{{server.Url}}", "access_token": "{{token}}"} }"""));

        var validation = await _provider.Sdk.Beta.Vaults.Credentials.McpOAuthValidate(credential, new() { VaultID = vault });

        Assert.Equal(expected, validation.Status.Raw());
        Assert.Equal(expected == "valid" ? null : "initialize 401", validation.McpProbe is { } probe ? $"{probe.Method} {probe.HttpResponse!.StatusCode}" : null);
    }

    private async Task<Stage> PlayAsync(string url, string? bearer, string networking = "", string toolset = AllowAlways)
    {
        string vault = Stage.Id(await _provider.CreateAsync("/v1/vaults", """{"display_name": "v"}"""));
        if (bearer is not null)
            await _provider.CreateAsync($"/v1/vaults/{vault}/credentials", $$"""{"auth": {"type": "static_bearer", "mcp_server_url": "{{url}}", "token": "{{bearer}}"} }""");
        string agent = Stage.Id(await _provider.CreateAsync("/v1/agents", $$"""
            {"name": "a", "model": "claude-opus-5-5", "mcp_servers": [{"type": "url", "name": "tracker", "url": "{{url}}"}],
             "tools": [{"type": "agent_toolset_20260401"},
                       {"type": "mcp_toolset", "mcp_server_name": "tracker" {{toolset}} }]}
            """));
        string environment = Stage.Id(await _provider.CreateAsync("/v1/environments", $$"""{"name": "e", "config": {"type": "cloud" {{networking}} } }"""));
        string session = Stage.Id(await _provider.CreateAsync("/v1/sessions",
            $$"""{"agent": "{{agent}}", "environment_id": "{{environment}}", "vault_ids": ["{{vault}}"]}"""));
        var stage = new Stage(_provider, agent, environment, session);
        await stage.PlayAsync("go");
        return stage;
    }
}
