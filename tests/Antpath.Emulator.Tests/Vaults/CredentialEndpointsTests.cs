using System.Net;
using System.Text.Json;
using Anthropic.Models.Beta.Vaults;
using Anthropic.Models.Beta.Vaults.Credentials;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Vaults;

public sealed class CredentialEndpointsTests : IAsyncLifetime
{
    private const string OAuth = """
        {"auth": {"type": "mcp_oauth", "mcp_server_url": "https://x.example", "access_token": "a",
         "refresh": {"client_id": "c", "refresh_token": "r", "token_endpoint": "https://x.example/t", "token_endpoint_auth": {"type": "client_secret_post", "client_secret": "s"}}}}
        """;

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

    [Theory]
    [InlineData("""{"type": "mcp_oauth", "mcp_server_url": "https://y.example"}""", "auth.mcp_server_url")]
    [InlineData("""{"type": "static_bearer", "token": "t"}""", "auth.type")]
    [InlineData("""{"type": "mcp_oauth", "refresh": {"client_id": "other"}}""", "auth.refresh.client_id")]
    [InlineData("""{"type": "mcp_oauth", "refresh": {"token_endpoint_auth": {"type": "client_secret_basic", "client_secret": "s"}}}""", "auth.refresh.token_endpoint_auth.type")]
    [InlineData("""{"type": "mcp_oauth", "expires_at": "2020-01-01T00:00:00Z"}""", "auth.expires_at")]
    public async Task An_update_cannot_change_what_is_fixed(string auth, string path)
    {
        string vault = await VaultAsync();
        string credential = Stage.Id(await _provider.CreateAsync($"{vault}/credentials", OAuth));

        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync($"{vault}/credentials/{credential}", $$"""{"auth": {{auth}} }""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(path + ":", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_can_be_rotated_and_shows_only_what_is_no_secret()
    {
        string vault = await VaultAsync();
        string credential = Stage.Id(await _provider.CreateAsync($"{vault}/credentials", OAuth));

        JsonElement updated = await _provider.CreateAsync($"{vault}/credentials/{credential}", """
            {"auth": {"type": "mcp_oauth", "access_token": "hush", "refresh": {"refresh_token": "hush", "scope": "read", "token_endpoint_auth": {"type": "client_secret_post", "client_secret": "hush"}}}}
            """);

        Assert.DoesNotContain("hush", updated.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("read", updated.GetProperty("auth").GetProperty("refresh").GetProperty("scope").GetString());
        Assert.Equal("client_secret_post", updated.GetProperty("auth").GetProperty("refresh").GetProperty("token_endpoint_auth").GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_injection_location_merges_and_is_never_null()
    {
        string vault = await VaultAsync();
        string credential = Stage.Id(await _provider.CreateAsync($"{vault}/credentials",
            """{"auth": {"type": "environment_variable", "secret_name": "N", "secret_value": "v", "networking": {"type": "unrestricted"}, "injection_location": {"header": true}}}"""));

        JsonElement merged = await _provider.CreateAsync($"{vault}/credentials/{credential}", """{"auth": {"type": "environment_variable", "injection_location": {"body": true}}}""");

        Assert.Equal("""{"header":true,"body":true}""", merged.GetProperty("auth").GetProperty("injection_location").GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest,
            (await _provider.PostAsync($"{vault}/credentials/{credential}", """{"auth": {"type": "environment_variable", "injection_location": null}}""")).Status);
    }

    [Fact]
    public async Task The_twenty_first_credential_is_refused()
    {
        string vault = await VaultAsync();
        for (int i = 0; i < EmulatorLimits.CredentialsPerVaultMax; i++)
            await _provider.CreateAsync($"{vault}/credentials", Bearer($"https://mcp.example/{i}"));

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync($"{vault}/credentials", Bearer("https://mcp.example/more"))).Status);
    }

    [Fact]
    public async Task Archiving_again_answers_as_the_settings_say()
    {
        await using EmulatedProvider strict = await EmulatedProvider.StartAsync(options => options.ArchiveRepeatStatus = 400);
        foreach ((EmulatedProvider provider, HttpStatusCode expected) in ((EmulatedProvider, HttpStatusCode)[])[(_provider, HttpStatusCode.OK), (strict, HttpStatusCode.BadRequest)])
        {
            string vault = "/v1/vaults/" + Stage.Id(await provider.CreateAsync("/v1/vaults", """{"display_name": "v"}"""));
            string credential = $"{vault}/credentials/{Stage.Id(await provider.CreateAsync($"{vault}/credentials", Bearer("https://mcp.example/mcp")))}";
            Stage stage = await Stage.SetAsync(provider);
            foreach (string path in (string[])[credential, vault, stage.Path, $"/v1/agents/{stage.AgentId}", $"/v1/environments/{stage.EnvironmentId}"])
            {
                Assert.Equal(HttpStatusCode.OK, (await ArchiveAsync(provider, path)).Status);
                HttpStatusCode again = (await ArchiveAsync(provider, path)).Status;
                Assert.Equal(path.Contains("environments", StringComparison.Ordinal) ? HttpStatusCode.OK : expected, again);
            }
        }
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> ArchiveAsync(EmulatedProvider provider, string path) =>
        provider.SendAsync(provider.Request(HttpMethod.Post, path + "/archive"));

    private async Task<string> VaultAsync() => "/v1/vaults/" + Stage.Id(await _provider.CreateAsync("/v1/vaults", """{"display_name": "v"}"""));

    private static string Bearer(string url) => $$"""{"auth": {"type": "static_bearer", "mcp_server_url": "{{url}}", "token": "t"} }""";
}
