using System.Collections.Concurrent;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>
/// Keeps all workers together inside the provider's rate limits, key by key: calls wait for their turn instead of being refused. The budget itself is in
/// the database; a process fetches small shares of it for the calls that wait here.
/// </summary>
internal sealed class CallBudget
{
    // between two looks for a free place; a call about an environment takes about as long
    private static readonly TimeSpan PlaceLook = TimeSpan.FromMilliseconds(100);

    // a place outlives its call's own timeout by this much, for the way there
    private static readonly TimeSpan PlaceMargin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<KeyFingerprint, KeyQueues> _keys = new();
    private readonly SharedTurns _turns;
    private readonly SharedPlaces _places;
    private readonly ClaudeProviderOptions _options;
    private readonly Lazy<KeyRing> _peppers;
    private readonly TimeProvider _time;
    private readonly ProcessClock _clock;

    public CallBudget(NpgsqlDataSource database, IOptions<ClaudeProviderOptions> options, IOptions<TokenOptions> tokens, TimeProvider time)
    {
        _turns = new SharedTurns(database);
        _places = new SharedPlaces(database);
        _options = options.Value;
        _peppers = new Lazy<KeyRing>(() => KeyRing.Parse(tokens.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));
        _time = time;
        _clock = new ProcessClock(time);
    }

    /// <summary>What the key is known by here and in the database.</summary>
    public KeyFingerprint FingerprintOf(string apiKey) => KeyFingerprint.Of(apiKey, _peppers.Value.Current);

    /// <summary>Waits for a turn, at most <see cref="ClaudeProviderOptions.RateWaitMax"/>.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<CallTurn> TakeAsync(KeyFingerprint key, ProviderCall call, CancellationToken cancellationToken)
    {
        var deadline = _clock.Now + _options.RateWaitMax;
        while (true)
        {
            var left = deadline - _clock.Now;
            var answer = await QueuesOf(key).Of(call.Family).TakeAsync(call.Lane, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            if (answer is TurnAnswer.Later later)
                return CallTurn.Later(later.ComeBackIn);
            if (call.Family != CallFamily.Environment)
                return CallTurn.Now();
            if (await TakePlaceAsync(key, call, ((TurnAnswer.Now)answer).Turn, cancellationToken) is { } turn)
                return turn;
            if (_clock.Now >= deadline)
                return CallTurn.Later(PlaceLook);
        }
    }

    /// <summary>Gives nobody a turn for a while, because the provider asked for it.</summary>
    /// <exception cref="NpgsqlException">The database does not answer; this process holds itself back all the same.</exception>
    public Task HoldAsync(KeyFingerprint key, CallFamily family, TimeSpan duration, CancellationToken cancellationToken)
    {
        QueuesOf(key).Of(family).Hold(duration);
        return _turns.HoldAsync(key, family, duration, cancellationToken);
    }

    /// <returns>Null when no place came free before the turn was over.</returns>
    private async Task<CallTurn?> TakePlaceAsync(KeyFingerprint key, ProviderCall call, Turn turn, CancellationToken cancellationToken)
    {
        var token = _time.NewUuid();
        do
        {
            if (await _places.TryTakeAsync(key, _options.EnvironmentCallsConcurrent, token, call.Timeout + PlaceMargin, cancellationToken) is { } place)
                return CallTurn.Now(() => GiveBackAsync(key, place, token));
            await _clock.DelayAsync(PlaceLook, cancellationToken);
        }
        while (_clock.Now < turn.Until);
        return null;
    }

    private async ValueTask GiveBackAsync(KeyFingerprint key, short place, Guid token)
    {
        try
        {
            await _places.GiveBackAsync(key, place, token, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // it returns by itself; the call's answer is worth more than the place
        }
    }

    private KeyQueues QueuesOf(KeyFingerprint key)
    {
        if (_keys.TryGetValue(key, out var known))
            return known;

        if (_keys.Count >= _options.KeysMax)
            ForgetIdleKeys();
        return _keys.GetOrAdd(key, k => new KeyQueues(family => NewQueue(k, family)));
    }

    private TurnQueue NewQueue(KeyFingerprint key, CallFamily family)
    {
        var pace = Pace.Of(PerMinute(family), _options.BurstPercent, _options.ShareFor);
        return new TurnQueue((wanted, horizon, token) => _turns.TakeAsync(key, family, pace, wanted, horizon, token), pace, _options.ShareFor, _clock);
    }

    private int PerMinute(CallFamily family) => family switch
    {
        CallFamily.Create => _options.CreatesPerMinute,
        CallFamily.Read => _options.ReadsPerMinute,
        CallFamily.Environment => _options.EnvironmentCallsPerMinute,
        CallFamily.File => _options.FileCallsPerMinute,
        _ => throw new System.Diagnostics.UnreachableException($"call family {family}"),
    };

    private void ForgetIdleKeys()
    {
        foreach (var (key, queues) in _keys)
        {
            if (queues.Idle)
                _keys.TryRemove(key, out _);
        }
    }
}
