using System.Text.Json;

namespace Antpath.Emulator.Tests.Sessions;

public sealed class SessionUsageTests
{
    [Theory]
    [InlineData("quick-answer")]
    [InlineData("tool-heavy calls=20")]
    [InlineData("retries-exhausted")]
    [InlineData("refusal")]
    [InlineData("approval")]
    public async Task The_object_the_event_and_the_sum_of_the_requests_agree(string scenario)
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        Stage stage = await Stage.SetAsync(provider);
        await stage.PlayAsync($"[[scenario: {scenario}]] go");

        await AssertConsistentAsync(provider, stage);
    }

    [Fact]
    public async Task A_model_without_a_list_price_shows_no_cost_and_takes_no_budget()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        JsonElement agent = await provider.CreateAsync("/v1/agents", """{"name": "a", "model": "claude-emulated-unpriced"}""");
        JsonElement environment = await provider.CreateAsync("/v1/environments", """{"name": "e"}""");
        string references = $$""" "agent": "{{Stage.Id(agent)}}", "environment_id": "{{Stage.Id(environment)}}" """;

        JsonElement session = await provider.CreateAsync("/v1/sessions", $$"""{ {{references}} }""");
        (_, JsonElement refused) = await provider.PostAsync("/v1/sessions",
            $$"""{ {{references}}, "budget": {"type": "limit", "max_list_cost": {"amount": "5", "currency": "USD"} } }""");

        Assert.Equal(JsonValueKind.Null, session.GetProperty("usage").GetProperty("list_cost").ValueKind);
        Assert.Equal("model_not_budgetable", refused.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString());
    }

    internal static async Task AssertConsistentAsync(EmulatedProvider provider, Stage stage)
    {
        JsonElement inObject = (await provider.GetAsync(stage.Path)).Body.GetProperty("usage");
        JsonElement inEvent = (await stage.EventsAsync("?types%5b%5d=session.usage&order=desc&limit=1"))[0].GetProperty("usage");
        JsonElement[] requests = [.. (await stage.EventsAsync("?types%5b%5d=span.model_request_end")).Select(end => end.GetProperty("model_usage"))];

        Assert.Equal(inEvent.GetRawText(), inObject.GetRawText());
        Assert.Equal(requests.Sum(usage => usage.GetProperty("input_tokens").GetInt64()), inObject.GetProperty("input_tokens").GetInt64());
        Assert.Equal(requests.Sum(usage => usage.GetProperty("output_tokens").GetInt64()), inObject.GetProperty("output_tokens").GetInt64());
        Assert.Equal(requests.Sum(usage => usage.GetProperty("cache_read_input_tokens").GetInt64()), inObject.GetProperty("cache_read_input_tokens").GetInt64());
        Assert.Equal(requests.Sum(usage => usage.GetProperty("cache_creation_input_tokens").GetInt64()),
            inObject.GetProperty("cache_creation").GetProperty("ephemeral_5m_input_tokens").GetInt64());
        Assert.True(inObject.GetProperty("output_tokens").GetInt64() > 0);
        Assert.True(inObject.GetProperty("active_seconds").GetDouble() > 0);
    }
}
