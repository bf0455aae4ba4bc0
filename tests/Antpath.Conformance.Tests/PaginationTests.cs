using System.Text.Json;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§4: cursors, orders, filters.</summary>
public sealed class PaginationTests(ProviderUnderTest provider)
{
    [Fact]
    public async Task A_cursor_leads_to_the_next_page_and_a_null_ends_the_list()
    {
        string agent = (await provider.NewAgentAsync()).Id;
        string[] sessions = [await SessionOfAsync(agent), await SessionOfAsync(agent), await SessionOfAsync(agent)];
        var seen = new List<string>();
        string page = "";
        while (true)
        {
            Answer answer = (await provider.GetAsync($"/v1/sessions?agent_id={agent}&limit=2{page}")).Expect(200);
            seen.AddRange(answer.Items.Select(Id));
            Assert.True(seen.Count <= sessions.Length, "the list does not end");
            if (answer.IsNull("next_page"))
                break;
            page = "&page=" + Uri.EscapeDataString(answer.Text("next_page"));
        }

        Assert.Equal(sessions.Reverse(), seen); // newest first unless asked otherwise
        Answer oldestFirst = await provider.GetAsync($"/v1/sessions?agent_id={agent}&order=asc");
        Assert.Equal(sessions, oldestFirst.Items.Select(Id));
    }

    [Fact]
    public async Task A_cursor_remembers_its_order()
    {
        string agent = (await provider.NewAgentAsync()).Id;
        await SessionOfAsync(agent);
        await SessionOfAsync(agent);
        Answer first = await provider.GetAsync($"/v1/sessions?agent_id={agent}&limit=1");

        Answer second = await provider.GetAsync($"/v1/sessions?agent_id={agent}&limit=1&order=asc&page={Uri.EscapeDataString(first.Text("next_page"))}");

        second.Expect(400, "invalid_request_error");
    }

    [Fact]
    public async Task Only_sessions_have_a_way_back()
    {
        Assert.True((await provider.GetAsync("/v1/sessions?limit=1")).Body.TryGetProperty("prev_page", out _));
        foreach (string path in (string[])["/v1/agents", "/v1/environments", "/v1/vaults", "/v1/files", "/v1/skills"])
            Assert.False((await provider.GetAsync(path + "?limit=1")).Expect(200).Body.TryGetProperty("prev_page", out _), path);
    }

    [Theory]
    [InlineData("/v1/agents?limit=101")]
    [InlineData("/v1/vaults?limit=101")]
    [InlineData("/v1/files?limit=1001")]
    [InlineData("/v1/agents?limit=0")]
    [InlineData("/v1/agents?page=not-a-cursor")]
    public async Task A_limit_or_cursor_outside_its_range_is_refused(string path) => (await provider.GetAsync(path)).Expect(400, "invalid_request_error");

    [Fact]
    public async Task Times_narrow_a_list()
    {
        Answer agent = await provider.NewAgentAsync();
        DateTimeOffset created = agent["created_at"].GetDateTimeOffset();

        Assert.Contains(agent.Id, await IdsAsync($"/v1/agents?limit=100&created_at%5bgte%5d={Stamp(created)}"));
        Assert.DoesNotContain(agent.Id, await IdsAsync($"/v1/agents?limit=100&created_at%5bgte%5d={Stamp(created.AddSeconds(2))}"));
    }

    [Fact] // §15
    public async Task Archived_agents_are_hidden_unless_asked_for()
    {
        Answer agent = await provider.NewAgentAsync();
        (await provider.PostAsync($"/v1/agents/{agent.Id}/archive", null)).Expect(200);
        string since = Stamp(agent["created_at"].GetDateTimeOffset());

        Assert.DoesNotContain(agent.Id, await IdsAsync($"/v1/agents?limit=100&created_at%5bgte%5d={since}"));
        Assert.Contains(agent.Id, await IdsAsync($"/v1/agents?limit=100&include_archived=true&created_at%5bgte%5d={since}"));
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;

    private static string Stamp(DateTimeOffset at) => Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'"));

    private async Task<string[]> IdsAsync(string path) => [.. (await provider.GetAsync(path)).Expect(200).Items.Select(Id)];

    private async Task<string> SessionOfAsync(string agent) => (await provider.NewSessionAsync(agent: $$"""{"type": "agent", "id": "{{agent}}", "version": 1}""")).Id;
}
