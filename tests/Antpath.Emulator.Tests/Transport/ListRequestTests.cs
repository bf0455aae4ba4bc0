using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Transport;

public sealed class ListRequestTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_newest_first()
    {
        await AddAgentsAsync(5);

        List<string> names = [];
        string? page = null;
        do
        {
            JsonElement body = (await _provider.GetAsync($"/v1/agents?limit=2{(page is null ? "" : $"&page={page}")}")).Body;
            names.AddRange(body.GetProperty("data").EnumerateArray().Select(agent => agent.GetProperty("name").GetString()!));
            Assert.False(body.TryGetProperty("prev_page", out _)); // absent elsewhere than in sessions, not null
            page = body.GetProperty("next_page").GetString();
        }
        while (page is not null);

        Assert.Equal(["agent 5", "agent 4", "agent 3", "agent 2", "agent 1"], names);
    }

    [Fact]
    public async Task A_cursor_is_bound_to_its_list_and_its_order()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await _provider.CreateAsync("/v1/sessions", $$"""{"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}"}""");
        string page = (await _provider.GetAsync("/v1/sessions?limit=1")).Body.GetProperty("next_page").GetString()!;

        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/sessions?limit=1&page={page}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync($"/v1/sessions?order=asc&page={page}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync($"/v1/agents?page={page}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync("/v1/agents?page=page_garbage!")).Status);
    }

    [Fact]
    public async Task Sessions_can_be_paged_backwards()
    {
        Stage stage = await Stage.SetAsync(_provider);
        for (int i = 0; i < 3; i++)
            await _provider.CreateAsync("/v1/sessions", $$"""{"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}"}""");

        JsonElement first = (await _provider.GetAsync("/v1/sessions?limit=2")).Body;
        JsonElement second = (await _provider.GetAsync($"/v1/sessions?limit=2&page={first.GetProperty("next_page").GetString()}")).Body;
        JsonElement again = (await _provider.GetAsync($"/v1/sessions?limit=2&page={second.GetProperty("prev_page").GetString()}")).Body;

        Assert.Equal(JsonValueKind.Null, first.GetProperty("prev_page").ValueKind);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_page").ValueKind);
        Assert.Equal(Ids(first), Ids(again));
    }

    [Fact]
    public async Task Time_filters_narrow_a_list_and_must_contain_the_cursor()
    {
        await AddAgentsAsync(1);
        _provider.Clock.Advance(TimeSpan.FromMinutes(10));
        await AddAgentsAsync(2);
        string boundary = Uri.EscapeDataString(_provider.Clock.GetUtcNow().AddMinutes(-5).ToString("yyyy-MM-dd'T'HH:mm:sszzz"));

        Assert.Equal(2, Ids((await _provider.GetAsync($"/v1/agents?created_at%5bgte%5d={boundary}")).Body).Length);
        Assert.Single(Ids((await _provider.GetAsync($"/v1/agents?created_at%5blte%5d={boundary}")).Body));
        string page = (await _provider.GetAsync("/v1/agents?limit=1")).Body.GetProperty("next_page").GetString()!;
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync($"/v1/agents?limit=1&page={page}&created_at%5blte%5d={boundary}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync("/v1/agents?created_at%5bgte%5d=yesterday")).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("many")]
    public async Task A_limit_out_of_range_is_refused(string limit) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync($"/v1/agents?limit={limit}")).Status);

    [Fact]
    public async Task A_listing_delay_hides_what_was_just_created()
    {
        await using EmulatedProvider slow = await EmulatedProvider.StartAsync(options => options.ListingDelay = TimeSpan.FromSeconds(5));
        JsonElement agent = await slow.CreateAsync("/v1/agents", """{"name": "late", "model": "claude-opus-5-5"}""");

        Assert.Empty(Ids((await slow.GetAsync("/v1/agents")).Body));
        Assert.Equal(HttpStatusCode.OK, (await slow.GetAsync($"/v1/agents/{Stage.Id(agent)}")).Status);
        slow.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(Ids((await slow.GetAsync("/v1/agents")).Body));
    }

    [Fact]
    public async Task The_delay_holds_for_what_lies_inside_other_objects_as_well()
    {
        await using EmulatedProvider slow = await EmulatedProvider.StartAsync(options => options.ListingDelay = TimeSpan.FromSeconds(5));
        string agent = $"/v1/agents/{Stage.Id(await slow.CreateAsync("/v1/agents", """{"name": "late", "model": "claude-opus-5-5"}"""))}";
        string vault = $"/v1/vaults/{Stage.Id(await slow.CreateAsync("/v1/vaults", """{"display_name": "v"}"""))}";
        slow.Clock.Advance(TimeSpan.FromSeconds(5));
        await slow.CreateAsync(agent, """{"system": "newer"}""");
        await slow.CreateAsync($"{vault}/credentials", """{"auth": {"type": "static_bearer", "mcp_server_url": "https://mcp.example", "token": "t"}}""");

        Assert.Single(Ids((await slow.GetAsync($"{agent}/versions")).Body));
        Assert.Empty(Ids((await slow.GetAsync($"{vault}/credentials")).Body));
        slow.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, Ids((await slow.GetAsync($"{agent}/versions")).Body).Length);
        Assert.Single(Ids((await slow.GetAsync($"{vault}/credentials")).Body));
    }

    [Fact]
    public async Task Only_sessions_can_be_paged_back()
    {
        Stage stage = await Stage.SetAsync(_provider);
        foreach (string list in (string[])["agents", $"agents/{stage.AgentId}/versions", "environments", "vaults", "skills", "files", $"sessions/{stage.SessionId}/events",
            $"sessions/{stage.SessionId}/resources", $"sessions/{stage.SessionId}/threads"])
            Assert.False((await _provider.GetAsync("/v1/" + list)).Body.TryGetProperty("prev_page", out _), list);

        Assert.True((await _provider.GetAsync("/v1/sessions")).Body.TryGetProperty("prev_page", out _));
    }

    [Theory]
    [InlineData("agents", 100)]
    [InlineData("environments", 100)]
    [InlineData("vaults", 100)]
    [InlineData("sessions", 100)]
    [InlineData("skills", 1_000)]
    [InlineData("files", 1_000)]
    public async Task Each_list_has_its_own_largest_page(string list, int limit)
    {
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/{list}?limit={limit}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync($"/v1/{list}?limit={limit + 1}")).Status);
    }

    private async Task AddAgentsAsync(int count)
    {
        for (int i = 1; i <= count; i++)
            await _provider.CreateAsync("/v1/agents", $$"""{"name": "agent {{i}}", "model": "claude-opus-5-5"}""");
    }

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(Stage.Id)];
}
