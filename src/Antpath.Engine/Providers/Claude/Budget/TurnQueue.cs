namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>
/// The calls of this process that want one family's turns with one key. Turns are fetched from the shared budget for all of them together, a small share
/// at a time, and handed out in the order asked, endings first. At rest it holds nothing and asks nobody.
/// </summary>
/// <param name="fetch">Takes up to so many turns, due within a time, from the shared budget.</param>
/// <param name="pace">How fast turns follow each other.</param>
/// <param name="shareFor">How long turns may lie here, and so how far ahead ordinary ones are taken.</param>
/// <param name="clock">Time since this process began.</param>
internal sealed class TurnQueue(
    Func<int, TimeSpan, CancellationToken, Task<GrantedTurns>> fetch, Pace pace, TimeSpan shareFor, ProcessClock clock)
{
    // endings may reach further ahead than what ordinary calls of all workers have taken: they wait behind a share, never behind a queue
    private const int EndingShares = 10;
    private static readonly TimeSpan AskPause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<TurnWaiter> _ordinary = [];
    private readonly LinkedList<TurnWaiter> _ending = [];
    private readonly Queue<Turn> _share = [];
    private TaskCompletionSource _woken = NewWake();
    private bool _pumping;
    private int _handedOut;
    private TimeSpan _countedFrom;
    private TimeSpan _askOrdinaryAt;
    private TimeSpan _askEndingAt;
    private TimeSpan _heldUntil;
    private TimeSpan _dueAt;

    /// <summary>Whether forgetting this queue would lose nothing.</summary>
    public bool Idle
    {
        get
        {
            lock (_gate)
                return !_pumping && (_share.Count == 0 || _share.Last().Until < clock.Now);
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="lane">Who goes first.</param>
    /// <param name="waitMax">Longest wait that is acceptable.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TurnAnswer> TakeAsync(CallLane lane, TimeSpan waitMax, CancellationToken cancellationToken)
    {
        var waiter = new TurnWaiter(lane, clock.Now + waitMax);
        lock (_gate)
        {
            (lane == CallLane.Ending ? _ending : _ordinary).AddLast(waiter);
            HandOut();
            if (!waiter.Over && !_pumping)
            {
                _pumping = true;
                _ = Task.Run(PumpAsync, CancellationToken.None);
            }

            _woken.TrySetResult();
        }

        await using var leaving = cancellationToken.UnsafeRegister((state, token) => ((TurnWaiter)state!).Leave(token), waiter);
        return await waiter.AnswerAsync();
    }

    /// <summary>Uses no turn before a hold is over, also none that lies here or is on its way.</summary>
    public void Hold(TimeSpan duration)
    {
        lock (_gate)
            _heldUntil = Later(_heldUntil, clock.Now + duration);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (Plan() is { } plan)
            {
                if (plan.Wanted > 0)
                    await FetchAsync(plan);
                else
                    await PauseAsync(plan);
            }
        }
        catch (Exception e)
        {
            // nobody awaits this loop: who waits for a turn gets the failure instead
            FailAll(e);
        }
    }

    /// <summary>What to do next; null when nobody waits any more.</summary>
    private NextFetch? Plan()
    {
        lock (_gate)
        {
            HandOut();
            MarkAsked();
            SendAway();
            var waiting = _ending.Count + _ordinary.Count;
            if (waiting == 0)
            {
                _pumping = false;
                return null;
            }

            var now = clock.Now;
            var endings = Math.Max(0, _ending.Count - _share.Count);
            var others = Math.Max(0, waiting - _share.Count - endings);
            if (endings > 0 && now >= _askEndingAt)
                return new NextFetch(CallLane.Ending, endings, shareFor * EndingShares, TimeSpan.Zero, _woken.Task);
            if (others > 0 && now >= _askOrdinaryAt)
                return new NextFetch(CallLane.Ordinary, others + Ahead(now), shareFor, TimeSpan.Zero, _woken.Task);

            _woken = NewWake();
            var until = Earlier(endings > 0 ? _askEndingAt : TimeSpan.MaxValue, others > 0 ? _askOrdinaryAt : TimeSpan.MaxValue);
            if (_share.TryPeek(out var next))
                until = Earlier(until, Later(next.From, _heldUntil));
            foreach (var waiter in _ending.Concat(_ordinary).Skip(_share.Count).Where(w => w.Asked))
                until = Earlier(until, waiter.Deadline);
            return new NextFetch(CallLane.Ordinary, 0, TimeSpan.Zero, until - now, _woken.Task);
        }
    }

    private async Task FetchAsync(NextFetch plan)
    {
        var askedAt = clock.Now;
        var granted = await fetch(plan.Wanted, plan.Horizon, CancellationToken.None);
        lock (_gate)
        {
            // a turn begins by the time of the answer and ends by the time of the question: the way between makes it shorter, never early or late
            var answeredAt = clock.Now;
            var first = granted.FirstAt - granted.At;
            for (var n = 0; n < granted.Count; n++)
            {
                var due = Later(first + (n * pace.Interval), TimeSpan.Zero);
                _share.Enqueue(new Turn(answeredAt + due, askedAt + due + shareFor));
            }

            var nextDue = first + (granted.Count * pace.Interval);
            var askAt = granted.Count < plan.Wanted ? answeredAt + Later(nextDue - plan.Horizon, AskPause) : answeredAt;
            if (plan.Lane == CallLane.Ending)
                _askEndingAt = askAt;
            else
                _askOrdinaryAt = askAt;
            _dueAt = answeredAt + nextDue;
            foreach (var waiter in plan.Lane == CallLane.Ending ? _ending : _ending.Concat(_ordinary))
                waiter.Asked = true;
            HandOut();
            SendAway();
        }
    }

    private async Task PauseAsync(NextFetch plan)
    {
        using var over = new CancellationTokenSource();
        var pause = plan.Pause > TimeSpan.Zero ? clock.DelayAsync(plan.Pause, over.Token) : Task.CompletedTask;
        await Task.WhenAny(pause, plan.Woken);
        await over.CancelAsync();
    }

    /// <summary>As much as lately was needed, at most what comes by itself while a share lies here.</summary>
    private int Ahead(TimeSpan now)
    {
        var lately = now - _countedFrom <= shareFor * 2 ? _handedOut : 0;
        _handedOut = 0;
        _countedFrom = now;
        return (int)Math.Min(lately, shareFor / pace.Interval);
    }

    private void HandOut()
    {
        var now = clock.Now;
        while (_share.TryPeek(out var turn) && turn.From <= now)
        {
            if (turn.Until < now || turn.From < _heldUntil)
            {
                _share.Dequeue();
                continue;
            }

            if (Next() is not { } waiter)
                return;
            if (!waiter.TryAnswer(new TurnAnswer.Now(turn)))
                continue;
            _share.Dequeue();
            _handedOut++;
        }
    }

    private TurnWaiter? Next()
    {
        foreach (var lane in (LinkedList<TurnWaiter>[])[_ending, _ordinary])
        {
            while (lane.First is { } first)
            {
                lane.RemoveFirst();
                if (!first.Value.Over)
                    return first.Value;
            }
        }

        return null;
    }

    /// <summary>Before it is time to ask again, the last answer holds for newcomers too.</summary>
    private void MarkAsked()
    {
        var now = clock.Now;
        foreach (var waiter in _ending.Concat(_ordinary))
            waiter.Asked |= now < (waiter.Lane == CallLane.Ending ? _askEndingAt : _askOrdinaryAt);
    }

    /// <summary>Tells those whose turn will not come in time, at once instead of when their time is over.</summary>
    private void SendAway()
    {
        var now = clock.Now;
        var position = -_share.Count;
        foreach (var waiter in _ending.Concat(_ordinary).ToList())
        {
            var expected = position < 0 ? TimeSpan.Zero : Later(_dueAt - now, TimeSpan.Zero) + (position * pace.Interval);
            var left = waiter.Deadline - now;
            if (waiter.Over || (waiter.Asked && position >= 0 && expected > left))
            {
                waiter.TryAnswer(new TurnAnswer.Later(Later(expected - Later(left, TimeSpan.Zero), AskPause)));
                (waiter.Lane == CallLane.Ending ? _ending : _ordinary).Remove(waiter);
                continue;
            }

            position++;
        }
    }

    private void FailAll(Exception exception)
    {
        lock (_gate)
        {
            foreach (var waiter in _ending.Concat(_ordinary))
                waiter.Fail(exception);
            _ending.Clear();
            _ordinary.Clear();
            _pumping = false;
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record NextFetch(CallLane Lane, int Wanted, TimeSpan Horizon, TimeSpan Pause, Task Woken);
}
