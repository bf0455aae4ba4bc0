using Antpath.Engine.Providers.Claude;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Providers.Claude;

public sealed class CallBudgetTests
{
    private static readonly KeyFingerprint FirstKey = KeyFingerprint.Of("first");
    private static readonly KeyFingerprint SecondKey = KeyFingerprint.Of("second");

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_over_the_pace_waits_for_its_turn()
    {
        var budget = Budget(new ClaudeProviderOptions { CreatesPerMinute = 60 });
        await SpendBurstAsync(budget, CallFamily.Create);

        var waiting = budget.TakeAsync(FirstKey, CallFamily.Create, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True((await waiting).Granted);
    }

    [Fact]
    public async Task Keys_and_families_do_not_wait_for_each_other()
    {
        var budget = Budget(new ClaudeProviderOptions { CreatesPerMinute = 60 });
        await SpendBurstAsync(budget, CallFamily.Create);

        Assert.True(budget.TakeAsync(SecondKey, CallFamily.Create, Cancellation).AsTask().IsCompletedSuccessfully);
        Assert.True(budget.TakeAsync(FirstKey, CallFamily.Read, Cancellation).AsTask().IsCompletedSuccessfully);
        Assert.True(budget.TakeAsync(FirstKey, CallFamily.File, Cancellation).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Only_so_many_environment_calls_are_under_way_at_once()
    {
        var budget = Budget(new ClaudeProviderOptions { EnvironmentCallsConcurrent = 2 });
        var first = await budget.TakeAsync(FirstKey, CallFamily.Environment, Cancellation);
        using var second = await budget.TakeAsync(FirstKey, CallFamily.Environment, Cancellation);

        var third = budget.TakeAsync(FirstKey, CallFamily.Environment, Cancellation).AsTask();
        Assert.False(third.IsCompleted);
        first.Dispose();

        using var turn = await third;
        Assert.True(turn.Granted);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_told_instead_of_waited()
    {
        var budget = Budget(new ClaudeProviderOptions { CreatesPerMinute = 60, RateWaitMax = TimeSpan.Zero });
        await SpendBurstAsync(budget, CallFamily.Create);

        var turn = await budget.TakeAsync(FirstKey, CallFamily.Create, Cancellation);

        Assert.False(turn.Granted);
        Assert.Equal(TimeSpan.FromSeconds(1), turn.ComeBackIn);
    }

    [Fact]
    public async Task A_refusal_holds_the_family_back()
    {
        var budget = Budget(new ClaudeProviderOptions());
        budget.Hold(FirstKey, CallFamily.Read, TimeSpan.FromSeconds(20));

        var waiting = budget.TakeAsync(FirstKey, CallFamily.Read, Cancellation).AsTask();
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await waiting).Granted);
    }

    [Fact]
    public async Task A_key_that_is_busy_is_not_forgotten()
    {
        var budget = Budget(new ClaudeProviderOptions { CreatesPerMinute = 60, KeysMax = 1, RateWaitMax = TimeSpan.Zero });
        await SpendBurstAsync(budget, CallFamily.Create);

        Assert.True((await budget.TakeAsync(SecondKey, CallFamily.Create, Cancellation)).Granted);

        Assert.False((await budget.TakeAsync(FirstKey, CallFamily.Create, Cancellation)).Granted);
    }

    [Fact]
    public void A_fingerprint_shows_nothing_of_its_key() => Assert.Equal("[key]", FirstKey.ToString());

    private CallBudget Budget(ClaudeProviderOptions options) => new(Options.Create(options), _time);

    private static async Task SpendBurstAsync(CallBudget budget, CallFamily family)
    {
        // 15 s of the minute's pace, and the one that starts it
        for (var i = 0; i < 16; i++)
            Assert.True((await budget.TakeAsync(FirstKey, family, Cancellation)).Granted);
    }
}
