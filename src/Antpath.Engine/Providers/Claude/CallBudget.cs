using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Keeps this process inside the provider's rate limits, key by key: calls wait for their turn instead of being refused. Each process has its own
/// budget; several workers on one key share the provider's limit only through <see cref="Hold"/>, which every refusal sets.
/// </summary>
internal sealed class CallBudget(IOptions<ClaudeProviderOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<KeyFingerprint, KeyBudget> _keys = new();
    private readonly long _startedAt = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_startedAt);

    /// <summary>Waits for a turn, at most <see cref="ClaudeProviderOptions.RateWaitMax"/>.</summary>
    public async ValueTask<CallTurn> TakeAsync(KeyFingerprint key, CallFamily family, CancellationToken cancellationToken)
    {
        var budget = BudgetOf(key);
        if (!budget.Of(family).TryTake(Now, options.Value.RateWaitMax, out var wait))
            return CallTurn.Later(wait);

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);

        if (family != CallFamily.Environment)
            return CallTurn.Now(place: null);

        await budget.EnvironmentPlaces.WaitAsync(cancellationToken);
        return CallTurn.Now(budget.EnvironmentPlaces);
    }

    /// <summary>Gives no turns for a while, because the provider asked for it.</summary>
    public void Hold(KeyFingerprint key, CallFamily family, TimeSpan duration) => BudgetOf(key).Of(family).HoldUntil(Now + duration);

    private KeyBudget BudgetOf(KeyFingerprint key)
    {
        if (_keys.TryGetValue(key, out var known))
            return known;

        if (_keys.Count >= options.Value.KeysMax)
            ForgetIdleKeys();
        return _keys.GetOrAdd(key, static (_, o) => new KeyBudget(o), options.Value);
    }

    // a forgotten key that comes back starts with a full budget, which is what an idle one has anyway
    private void ForgetIdleKeys()
    {
        var now = Now;
        foreach (var (key, budget) in _keys)
        {
            if (budget.IdleAt(now))
                _keys.TryRemove(key, out _);
        }
    }
}
