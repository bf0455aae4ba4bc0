using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Organizations;

public sealed class RateLimitsTests
{
    [Fact]
    public async Task A_spent_allowance_answers_429_with_retry_after_and_refills_with_time()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options =>
        {
            options.RateLimits = true;
            options.ReadsPerMinute = 3;
        });
        using HttpResponseMessage first = await provider.Http.SendAsync(provider.Request(HttpMethod.Get, "/v1/agents"));
        Assert.Equal(("3", "2"), (first.Headers.GetValues("anthropic-ratelimit-requests-limit").Single(), first.Headers.GetValues("anthropic-ratelimit-requests-remaining").Single()));
        for (int i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await provider.GetAsync("/v1/agents")).Status);

        using HttpResponseMessage refused = await provider.Http.SendAsync(provider.Request(HttpMethod.Get, "/v1/agents"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(20, refused.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal("0", refused.Headers.GetValues("anthropic-ratelimit-requests-remaining").Single());

        provider.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, (await provider.GetAsync("/v1/agents")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await provider.GetAsync("/v1/vaults")).Status); // one allowance for all reads
    }

    [Fact]
    public async Task Environment_calls_of_any_verb_have_an_allowance_of_their_own()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options =>
        {
            options.RateLimits = true;
            options.EnvironmentCallsPerMinute = 2;
        });

        Assert.Equal(HttpStatusCode.OK, (await provider.PostAsync("/v1/environments", """{"name": "e"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await provider.GetAsync("/v1/environments")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await provider.GetAsync("/v1/environments")).Status);
        Assert.Equal(HttpStatusCode.OK, (await provider.GetAsync("/v1/agents")).Status);
    }

    [Fact]
    public async Task Only_five_environment_calls_may_be_in_flight()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options =>
        {
            options.RateLimits = true;
            options.Faults = [JsonSerializer.SerializeToElement(new { kind = "latency", method = "GET", path = "/v1/environments", delay = new { milliseconds = 1000 } })];
        });
        Task<(HttpStatusCode Status, JsonElement Body)>[] held = [.. Enumerable.Range(0, 5).Select(_ => provider.GetAsync("/v1/environments"))];
        while (await HitsAsync(provider) < 5)
            await Task.Yield();

        Assert.Equal(HttpStatusCode.TooManyRequests, (await provider.PostAsync("/v1/environments", """{"name": "e"}""")).Status);

        Task<(HttpStatusCode Status, JsonElement Body)[]> all = Task.WhenAll(held);
        while (!all.IsCompleted)
        {
            provider.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.All(await all, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(HttpStatusCode.OK, (await provider.PostAsync("/v1/environments", """{"name": "e"}""")).Status);
    }

    private static async Task<int> HitsAsync(EmulatedProvider provider)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_emulator/faults");
        return (await provider.SendAsync(request)).Body.GetProperty("data")[0].GetProperty("hits").GetInt32();
    }
}
