using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Organizations;

public sealed class HeldBytesTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync(options => options.HeldBytesMax = 1024 * 1024);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task What_does_not_fit_is_refused_and_deleting_makes_room()
    {
        Stage stage = await Stage.SetAsync(_provider);
        int sent = 0;
        while (sent < 20 && (await FillAsync()) == HttpStatusCode.OK)
            sent++;
        Assert.InRange(sent, 5, 19); // a token of 64 KiB each, until one MiB is full

        (HttpStatusCode status, JsonElement body) = await stage.SayAsync(new string('x', 200_000));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("heldBytesMax", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        foreach (JsonElement vault in (await _provider.GetAsync("/v1/vaults")).Body.GetProperty("data").EnumerateArray())
            await _provider.DeleteAsync($"/v1/vaults/{Stage.Id(vault)}");
        Assert.Equal(HttpStatusCode.OK, (await stage.SayAsync("[[scenario: no-files]]")).Status);
    }

    [Fact]
    public async Task What_is_remembered_of_deleted_objects_leaves_room_for_new_ones()
    {
        string metadata = string.Join(", ", Enumerable.Range(0, 16).Select(i => $"\"{i}\": \"{new string('v', 512)}\""));
        for (int i = 0; i < 100; i++) // 16 KiB each, and one MiB in all
        {
            JsonElement vault = await _provider.CreateAsync("/v1/vaults", $$"""{"display_name": "v", "metadata": { {{metadata}} } }""");
            await _provider.DeleteAsync($"/v1/vaults/{Stage.Id(vault)}");
        }

        Assert.InRange(await HeldAsync(), 16_000, 200_000);
    }

    [Fact]
    public async Task A_session_whose_files_do_not_fit_is_not_made_at_all()
    {
        Stage stage = await Stage.SetAsync(_provider);
        using HttpRequestMessage upload = _provider.Request(HttpMethod.Post, "/v1/files");
        upload.Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[20_000]), "file", "a.bin" } };
        string file = Stage.Id((await _provider.SendAsync(upload)).Body);
        string resources = string.Join(", ", Enumerable.Range(0, 100).Select(i => $$"""{"type": "file", "file_id": "{{file}}", "mount_path": "/{{i}}"}"""));

        (HttpStatusCode status, _) = await _provider.PostAsync("/v1/sessions",
            $$"""{"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}", "resources": [{{resources}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Single((await _provider.GetAsync("/v1/sessions")).Body.GetProperty("data").EnumerateArray());
        Assert.Single((await _provider.GetAsync("/v1/files")).Body.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_session_that_would_fill_the_memory_ends_and_says_why()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: never-ends step=0.05]]");
        await stage.UntilAsync("session.status_terminated");

        JsonElement error = (await stage.EventsAsync("?types%5b%5d=session.error"))[0].GetProperty("error");
        Assert.Contains("heldBytesMax", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_everything_and_a_reset_leave_next_to_nothing()
    {
        Stage stage = await Stage.SetAsync(_provider);
        long before = await HeldAsync();
        JsonElement session = await _provider.CreateAsync("/v1/sessions", $$"""{"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}"}""");
        var other = new Stage(_provider, stage.AgentId, stage.EnvironmentId, Stage.Id(session));
        await other.PlayAsync("go");
        long during = await HeldAsync();
        await _provider.DeleteAsync(other.Path);

        Assert.True(during > before + 5_000, $"{before} before, {during} with a session and its files");
        Assert.InRange(await HeldAsync(), before, before + 3_000); // what was deleted is remembered by its name
        using var reset = new HttpRequestMessage(HttpMethod.Post, "/_emulator/reset");
        await _provider.SendAsync(reset);
        Assert.Equal(0, await HeldAsync());
    }

    private async Task<HttpStatusCode> FillAsync()
    {
        (HttpStatusCode status, JsonElement vault) = await _provider.PostAsync("/v1/vaults", """{"display_name": "v"}""");
        if (status != HttpStatusCode.OK)
            return status;
        string auth = $$"""{"type": "static_bearer", "mcp_server_url": "https://x.example/mcp", "token": "{{new string('t', 65_536)}}"}""";
        return (await _provider.PostAsync($"/v1/vaults/{Stage.Id(vault)}/credentials", $$"""{"auth": {{auth}} }""")).Status;
    }

    private async Task<long> HeldAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_emulator/health");
        return (await _provider.SendAsync(request)).Body.GetProperty("held_bytes").GetInt64();
    }
}
