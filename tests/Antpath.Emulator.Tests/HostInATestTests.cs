using Microsoft.Extensions.Time.Testing;

namespace Antpath.Emulator.Tests;

/// <summary>The emulator inside somebody's test, as its page shows it.</summary>
public sealed class HostInATestTests
{
    [Fact]
    public async Task It_listens_on_a_free_port_and_follows_the_test_clock()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var cancellationToken = TestContext.Current.CancellationToken;

        await using EmulatorHost emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RateLimits = false }, clock, cancellationToken);
        // emulator.BaseAddress is the base URL; clock may be a FakeTimeProvider, which then drives every session

        using var http = new HttpClient { BaseAddress = emulator.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.Add("x-api-key", EmulatedProvider.KeyNamed("host"));
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Headers.Add("anthropic-beta", EmulatedProvider.ManagedAgents);
        using var answer = await http.SendAsync(request, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }
}
