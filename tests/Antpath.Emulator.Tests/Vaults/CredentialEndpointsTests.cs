using System.Net;
using System.Text.Json;
using Anthropic.Models.Beta.Vaults;
using Anthropic.Models.Beta.Vaults.Credentials;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Vaults;

public sealed class CredentialEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_SDK_creates_reads_rotates_archives_and_deletes_credentials()
    {
        BetaManagedAgentsVault vault = await _provider.Sdk.Beta.Vaults.Create(new VaultCreateParams { DisplayName = "v" });
        BetaManagedAgentsCredential credential = await _provider.Sdk.Beta.Vaults.Credentials.Create(vault.ID, new CredentialCreateParams
        {
            Auth = new BetaManagedAgentsStaticBearerCreateParams { McpServerUrl = "https://mcp.example/mcp", Token = "first" },
        });
        await _provider.Sdk.Beta.Vaults.Credentials.Update(credential.ID, new CredentialUpdateParams
        {
            VaultID = vault.ID,
            Auth = new BetaManagedAgentsStaticBearerUpdateParams { Token = "second" },
        });

        Assert.Single((await _provider.Sdk.Beta.Vaults.Credentials.List(vault.ID)).Items);
        credential = await _provider.Sdk.Beta.Vaults.Credentials.Archive(credential.ID, new CredentialArchiveParams { VaultID = vault.ID });
        Assert.NotNull(credential.ArchivedAt);
        await _provider.Sdk.Beta.Vaults.Credentials.Delete(credential.ID, new CredentialDeleteParams { VaultID = vault.ID });
        await _provider.Sdk.Beta.Vaults.Delete(vault.ID);
        Assert.Empty((await _provider.Sdk.Beta.Vaults.List()).Items);
    }

    [Theory]
    [InlineData("""{"type": "static_bearer", "mcp_server_url": "https://x.example/mcp", "token": "hush"}""")]
    [InlineData("""{"type": "mcp_oauth", "mcp_server_url": "https://x.example/mcp", "access_token": "hush", "refresh": {"client_id": "c", "refresh_token": "hush", "token_endpoint": "https://x.example/t", "token_endpoint_auth": {"type": "client_secret_post", "client_secret": "hush"}}}""")]
    [InlineData("""{"type": "environment_variable", "secret_name": "TOKEN", "secret_value": "hush", "networking": {"type": "limited", "allowed_hosts": ["x.example"]}}""")]
    public async Task No_response_ever_shows_a_secret(string auth)
    {
        string vault = await VaultAsync();

        JsonElement created = await _provider.CreateAsync($"{vault}/credentials", $$"""{"auth": {{auth}} }""");
        JsonElement read = (await _provider.GetAsync($"{vault}/credentials/{Stage.Id(created)}")).Body;
        using HttpResponseMessage report = await _provider.Http.GetAsync(new Uri("/_emulator/resources", UriKind.Relative));

        Assert.DoesNotContain("hush", created.GetRawText() + read.GetRawText() + await report.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_unique_among_active_credentials_after_normalization()
    {
        string vault = await VaultAsync();
        string id = Stage.Id(await _provider.CreateAsync($"{vault}/credentials", Bearer("https://mcp.example/mcp")));

        Assert.Equal(HttpStatusCode.Conflict, (await _provider.PostAsync($"{vault}/credentials", Bearer("HTTPS://MCP.example:443/mcp/"))).Status);
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"{vault}/credentials/{id}/archive"));
        Assert.Equal(HttpStatusCode.OK, (await _provider.PostAsync($"{vault}/credentials", Bearer("https://mcp.example/mcp"))).Status);
    }

    [Fact]
    public async Task Archiving_a_vault_archives_its_credentials_and_closes_it_to_new_sessions()
    {
        Stage stage = await Stage.SetAsync(_provider);
        string vault = await VaultAsync();
        await _provider.CreateAsync($"{vault}/credentials", Bearer("https://mcp.example/mcp"));
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"{vault}/archive"));

        JsonElement listed = (await _provider.GetAsync($"{vault}/credentials?include_archived=true")).Body.GetProperty("data")[0];
        Assert.NotEqual(JsonValueKind.Null, listed.GetProperty("archived_at").ValueKind);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync("/v1/sessions",
            $$"""{"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}", "vault_ids": ["{{vault.Split('/')[^1]}}"]}""")).Status);
    }

    [Theory]
    [InlineData("""{"type": "static_bearer", "mcp_server_url": "https://x.example/mcp"}""")]
    [InlineData("""{"type": "static_bearer", "mcp_server_url": "not a url", "token": "t"}""")]
    [InlineData("""{"type": "mcp_oauth", "mcp_server_url": "https://x.example/mcp", "access_token": "t", "expires_at": "2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"type": "environment_variable", "secret_name": "N", "secret_value": "v"}""")]
    [InlineData("""{"type": "environment_variable", "secret_name": "N", "secret_value": "v", "networking": {"type": "unrestricted"}, "injection_location": null}""")]
    [InlineData("""{"type": "environment_variable", "secret_name": "N", "secret_value": "v", "networking": {"type": "unrestricted"}, "injection_location": {"header": false}}""")]
    public async Task Impossible_credentials_are_refused(string auth) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync($"{await VaultAsync()}/credentials", $$"""{"auth": {{auth}} }""")).Status);

    private async Task<string> VaultAsync() => "/v1/vaults/" + Stage.Id(await _provider.CreateAsync("/v1/vaults", """{"display_name": "v"}"""));

    private static string Bearer(string url) => $$"""{"auth": {"type": "static_bearer", "mcp_server_url": "{{url}}", "token": "t"} }""";
}
