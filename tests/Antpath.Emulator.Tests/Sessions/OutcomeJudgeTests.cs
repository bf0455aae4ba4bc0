using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Sessions;

public sealed class OutcomeJudgeTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await EmulatedProvider.StartAsync();
        _stage = await Stage.SetAsync(_provider);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task An_outcome_goes_from_pending_over_running_and_evaluating_to_satisfied()
    {
        var seen = new List<string>();
        JsonElement sent = (await DefineAsync("[[scenario: no-files]]")).Body.GetProperty("data")[0];
        Assert.Equal(JsonValueKind.String, sent.GetProperty("processed_at").ValueKind); // set at once (§13.2)
        for (int i = 0; i < 200 && seen.LastOrDefault() != "satisfied"; i++)
        {
            string result = (await OutcomesAsync())[0].GetProperty("result").GetString()!;
            if (seen.LastOrDefault() != result)
                seen.Add(result);
            _stage.Pass(0.05);
        }

        Assert.Equal(["pending", "running", "evaluating", "satisfied"], seen);
        Assert.Equal(["span.outcome_evaluation_start", "span.outcome_evaluation_ongoing", "span.outcome_evaluation_end"],
            (await _stage.TypesAsync()).Where(type => type.StartsWith("span.outcome", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[[scenario: refusal]]", "failed")]
    [InlineData("[[scenario: retries-exhausted]]", "failed")]
    [InlineData("[[scenario: never-ends]]", "interrupted")]
    public async Task A_turn_that_comes_to_another_end_frees_the_place_for_the_next_outcome(string description, string expected)
    {
        await DefineAsync(description);
        Assert.Equal(HttpStatusCode.BadRequest, (await DefineAsync("another")).Status);
        _stage.Pass(1);
        if (expected == "interrupted")
            await _provider.CreateAsync(_stage.Path + "/events", """{"events": [{"type": "user.interrupt"}]}""");
        await _stage.UntilAsync("session.status_idle");

        Assert.Equal(expected, (await OutcomesAsync())[0].GetProperty("result").GetString());
        Assert.Equal(HttpStatusCode.OK, (await DefineAsync("another")).Status);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> DefineAsync(string description) => _provider.PostAsync(_stage.Path + "/events",
        $$"""{"events": [{"type": "user.define_outcome", "description": "{{description}}", "rubric": {"type": "text", "content": "has a title"} }]}""");

    private async Task<JsonElement[]> OutcomesAsync() => [.. (await _provider.GetAsync(_stage.Path)).Body.GetProperty("outcome_evaluations").EnumerateArray()];
}
