using System.Threading.Channels;
using Antpath.Engine.Providers.Claude.Budget;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Providers.Claude.Budget;

/// <summary>How one process hands out the turns that it fetched. The shared budget's answers are scripted.</summary>
public sealed class TurnQueueTests
{
    private static readonly TimeSpan Share = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Pace Pace = new(TimeSpan.FromMilliseconds(100), TimeSpan.Zero);

    private readonly WatchedTime _time = new();
    private readonly SharedBudget _shared = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endings_go_first_and_the_rest_in_the_order_asked()
    {
        var queue = Queue();
        var look = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AskedAsync();
        var another = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        var ending = queue.TakeAsync(CallLane.Ending, Patience, Cancellation);

        await _shared.AnswerAsync(1);
        Assert.IsType<TurnAnswer.Now>(await ending);
        Assert.False(look.IsCompleted || another.IsCompleted);

        await _shared.AnswerAsync(1); // of two or more wanted: it asks again in a moment
        Assert.IsType<TurnAnswer.Now>(await look);
        Assert.False(another.IsCompleted);
        await _time.PassAsync();
        await _shared.AnswerAsync(1);
        Assert.IsType<TurnAnswer.Now>(await another);
    }

    [Fact]
    public async Task An_ending_reaches_beyond_what_ordinary_calls_have_taken()
    {
        var queue = Queue();
        var look = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        Assert.Equal((1, Share), await _shared.AnswerAsync(0, dueIn: TimeSpan.FromSeconds(3)));
        var ending = queue.TakeAsync(CallLane.Ending, Patience, Cancellation);

        Assert.Equal((1, Share * 10), await _shared.AnswerAsync(1, dueIn: TimeSpan.Zero));

        Assert.IsType<TurnAnswer.Now>(await ending);
        Assert.False(look.IsCompleted);
    }

    [Fact]
    public async Task Calls_that_wait_together_cost_one_question()
    {
        var queue = Queue();
        var first = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AskedAsync();
        var others = Enumerable.Range(0, 20).Select(_ => queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation)).ToList();

        await _shared.AnswerAsync(1);
        await first;
        Assert.Equal(21, (await _shared.AnswerAsync(20, dueIn: -Patience)).Wanted); // and one ahead, because one was needed lately
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task A_share_serves_the_calls_that_come_while_it_lies_there()
    {
        var queue = Queue();
        await StartAsync(queue, turns: 1);
        var second = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        Assert.Equal(2, (await _shared.AnswerAsync(2, dueIn: -Share)).Wanted);
        await second;

        Assert.IsType<TurnAnswer.Now>(await queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation));
        Assert.Equal(2, _shared.Questions);
    }

    [Fact]
    public async Task A_turn_that_lay_too_long_is_not_used()
    {
        var queue = Queue();
        await StartAsync(queue, turns: 1);
        var second = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AnswerAsync(2, dueIn: -Share);
        await second;
        _time.Advance(Share + TimeSpan.FromMilliseconds(1));

        var late = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AnswerAsync(1);

        Assert.IsType<TurnAnswer.Now>(await late);
        Assert.Equal(3, _shared.Questions);
    }

    [Fact]
    public async Task A_turn_that_is_due_later_is_waited_for()
    {
        var queue = Queue();
        var call = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AnswerAsync(1, dueIn: TimeSpan.FromMilliseconds(700));

        Assert.Equal(TimeSpan.FromMilliseconds(700), await _time.PassAsync());

        Assert.IsType<TurnAnswer.Now>(await call);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_told_at_once_and_to_newcomers_too()
    {
        var queue = Queue();
        var call = queue.TakeAsync(CallLane.Ordinary, TimeSpan.FromSeconds(5), Cancellation);
        await _shared.AnswerAsync(0, dueIn: TimeSpan.FromSeconds(20));

        Assert.Equal(TimeSpan.FromSeconds(15), Assert.IsType<TurnAnswer.Later>(await call).ComeBackIn);
        Assert.Equal(TimeSpan.FromSeconds(15), Assert.IsType<TurnAnswer.Later>(await queue.TakeAsync(CallLane.Ordinary, TimeSpan.FromSeconds(5), Cancellation)).ComeBackIn);
        Assert.Equal(1, _shared.Questions);
    }

    [Fact]
    public async Task A_hold_stops_turns_that_are_already_here()
    {
        var queue = Queue();
        await StartAsync(queue, turns: 1);
        var second = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AnswerAsync(2, dueIn: -Share);
        await second;
        queue.Hold(TimeSpan.FromSeconds(20));

        var held = queue.TakeAsync(CallLane.Ordinary, TimeSpan.FromSeconds(5), Cancellation);
        await _shared.AnswerAsync(0, dueIn: TimeSpan.FromSeconds(20));

        Assert.IsType<TurnAnswer.Later>(await held);
    }

    [Fact]
    public async Task Who_leaves_takes_no_turn_from_those_behind()
    {
        var queue = Queue();
        using var leaves = new CancellationTokenSource();
        var gone = queue.TakeAsync(CallLane.Ordinary, Patience, leaves.Token);
        var stays = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        await _shared.AnswerAsync(1);

        Assert.IsType<TurnAnswer.Now>(await stays);
    }

    [Fact]
    public async Task A_budget_that_cannot_be_asked_fails_those_who_wait_and_nobody_after()
    {
        var queue = Queue();
        var fails = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.FailAsync(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => fails);

        var next = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AnswerAsync(1);
        Assert.IsType<TurnAnswer.Now>(await next);
    }

    private TurnQueue Queue() => new(_shared.AskAsync, Pace, Share, new ProcessClock(_time));

    private async Task StartAsync(TurnQueue queue, int turns)
    {
        var first = queue.TakeAsync(CallLane.Ordinary, Patience, Cancellation);
        await _shared.AnswerAsync(turns);
        await first;
    }

    /// <summary>Time that passes exactly as far as the queue waits.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Writer.TryWrite(dueTime);
            return timer;
        }

        public async Task<TimeSpan> PassAsync()
        {
            var wait = await _waits.Reader.ReadAsync(Cancellation);
            Advance(wait);
            return wait;
        }
    }

    /// <summary>Each question waits for the test's answer.</summary>
    private sealed class SharedBudget
    {
        private readonly Channel<(int Wanted, TimeSpan Horizon, TaskCompletionSource<GrantedTurns> Answer)> _questions =
            Channel.CreateUnbounded<(int, TimeSpan, TaskCompletionSource<GrantedTurns>)>();

        private int _asked;

        public int Questions => _asked;

        public Task<GrantedTurns> AskAsync(int wanted, TimeSpan horizon, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            var answer = new TaskCompletionSource<GrantedTurns>(TaskCreationOptions.RunContinuationsAsynchronously);
            _questions.Writer.TryWrite((wanted, horizon, answer));
            return answer.Task;
        }

        public async Task AskedAsync() => Assert.True(await _questions.Reader.WaitToReadAsync(Cancellation));

        public async Task<(int Wanted, TimeSpan Horizon)> AnswerAsync(int count, TimeSpan dueIn = default)
        {
            var (wanted, horizon, answer) = await _questions.Reader.ReadAsync(Cancellation);
            answer.SetResult(new GrantedTurns(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + dueIn, count));
            return (wanted, horizon);
        }

        public async Task FailAsync(Exception exception)
        {
            var (_, _, answer) = await _questions.Reader.ReadAsync(Cancellation);
            answer.SetException(exception);
        }
    }
}
