using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Environments;

public sealed class EnvironmentEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Config_comes_back_with_all_package_lists_and_all_members_of_limited_networking()
    {
        JsonElement config = (await _provider.CreateAsync("/v1/environments", """
            {"name": "e", "config": {"type": "cloud", "networking": {"type": "limited", "allowed_hosts": ["*.example.net"], "allow_package_managers": true},
             "packages": {"pip": ["pandas"]}}}
            """)).GetProperty("config");

        Assert.False(config.GetProperty("networking").GetProperty("allow_mcp_servers").GetBoolean());
        foreach (string manager in (string[])["apt", "cargo", "gem", "go", "npm"])
            Assert.Equal(0, config.GetProperty("packages").GetProperty(manager).GetArrayLength());
        Assert.Equal("pandas", config.GetProperty("packages").GetProperty("pip")[0].GetString());
    }

    [Theory]
    [InlineData("""{"config": {"type": "cloud"}}""")]
    [InlineData("""{"name": "e", "config": {"type": "cloud", "networking": {"type": "limited"}, "packages": {"pip": ["x"]}}}""")]
    [InlineData("""{"name": "e", "config": {"type": "cloud", "networking": {"type": "limited", "allowed_hosts": ["https://x.example"]}}}""")]
    [InlineData("""{"name": "e", "config": {"type": "self_hosted", "networking": {"type": "unrestricted"}}}""")]
    [InlineData("""{"name": "e", "scope": "account"}""")]
    public async Task Impossible_environments_are_refused(string json) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync("/v1/environments", json)).Status);

    [Fact]
    public async Task A_second_live_environment_of_a_name_conflicts_until_the_first_is_archived()
    {
        string id = Stage.Id(await _provider.CreateAsync("/v1/environments", """{"name": "same"}"""));

        Assert.Equal(HttpStatusCode.Conflict, (await _provider.PostAsync("/v1/environments", """{"name": "same"}""")).Status);
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"/v1/environments/{id}/archive"));
        Assert.Equal(HttpStatusCode.OK, (await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"/v1/environments/{id}/archive"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.PostAsync("/v1/environments", """{"name": "same"}""")).Status);
    }

    [Fact]
    public async Task Updates_say_by_code_why_they_are_refused()
    {
        string id = Stage.Id(await _provider.CreateAsync("/v1/environments", """{"name": "e", "metadata": {"a": "1", "b": "2"}}"""));

        JsonElement updated = await _provider.CreateAsync($"/v1/environments/{id}", """{"description": "", "metadata": {"a": "", "b": null}}""");
        Assert.Equal("", updated.GetProperty("description").GetString());
        Assert.Equal("{}", updated.GetProperty("metadata").GetRawText());
        Assert.Equal("invalid_config_type_change", Code((await _provider.PostAsync($"/v1/environments/{id}", """{"config": {"type": "self_hosted"}}""")).Body));
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"/v1/environments/{id}/archive"));
        Assert.Equal("environment_archived", Code((await _provider.PostAsync($"/v1/environments/{id}", """{"name": "x"}""")).Body));
    }

    [Fact]
    public async Task An_environment_is_kept_while_any_session_references_it()
    {
        Stage stage = await Stage.SetAsync(_provider);
        string path = $"/v1/environments/{stage.EnvironmentId}";

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.DeleteAsync(path)).Status);
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, stage.Path + "/archive"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.DeleteAsync(path)).Status); // an archived one counts as well
        await _provider.DeleteAsync(stage.Path);
        (HttpStatusCode status, JsonElement body) = await _provider.DeleteAsync(path);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("environment_deleted", body.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.DeleteAsync(path)).Status);
    }

    [Fact]
    public async Task An_archived_session_can_be_told_not_to_hold_its_environment()
    {
        await using EmulatedProvider lenient = await EmulatedProvider.StartAsync(options => options.ArchivedSessionsHoldEnvironments = false);
        Stage stage = await Stage.SetAsync(lenient);
        Assert.Equal(HttpStatusCode.BadRequest, (await lenient.DeleteAsync($"/v1/environments/{stage.EnvironmentId}")).Status);
        await lenient.SendAsync(lenient.Request(HttpMethod.Post, stage.Path + "/archive"));

        Assert.Equal(HttpStatusCode.OK, (await lenient.DeleteAsync($"/v1/environments/{stage.EnvironmentId}")).Status);
    }

    [Fact]
    public async Task The_refusal_of_an_environment_in_use_can_be_a_conflict()
    {
        await using EmulatedProvider conflicting = await EmulatedProvider.StartAsync(options => options.EnvironmentInUseStatus = 409);
        Stage stage = await Stage.SetAsync(conflicting);

        Assert.Equal(HttpStatusCode.Conflict, (await conflicting.DeleteAsync($"/v1/environments/{stage.EnvironmentId}")).Status);
    }

    private static string? Code(JsonElement body) => body.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString();
}
