using System.Net;

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
}
