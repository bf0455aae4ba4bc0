using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Worker;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Worker;

public sealed class HeldRunsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeldRuns _held;

    public HeldRunsTests() => _held = new HeldRuns(_time);

    [Fact]
    public void Runs_become_due_in_the_order_of_their_times()
    {
        var late = Add(TimeSpan.FromSeconds(2));
        var early = Add(TimeSpan.FromSeconds(1));

        Assert.Null(_held.TakeDue(out var nextIn));
        Assert.Equal(TimeSpan.FromSeconds(1), nextIn);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Same(early, _held.TakeDue(out _));
        Assert.Same(late, _held.TakeDue(out _));
        Assert.Null(_held.TakeDue(out nextIn));
        Assert.Null(nextIn);
    }

    [Fact]
    public void A_run_is_never_in_two_steps_at_a_time()
    {
        var run = Add(TimeSpan.Zero);
        Assert.Same(run, _held.TakeDue(out _));

        _held.Hurry(run.Lease.Run);

        Assert.Null(_held.TakeDue(out _));
    }

    [Fact]
    public void A_run_hurried_during_its_step_is_due_again_right_after_it()
    {
        var run = Add(TimeSpan.Zero);
        _held.TakeDue(out _);
        _held.Hurry(run.Lease.Run);

        _held.Return(run, TimeSpan.FromMinutes(1));

        Assert.Same(run, _held.TakeDue(out _));
        _held.Return(run, TimeSpan.FromMinutes(1));
        Assert.Null(_held.TakeDue(out _));
    }

    [Fact]
    public void A_hurried_run_is_due_once_not_again_at_its_old_time()
    {
        var run = Add(TimeSpan.FromMinutes(1));
        _held.Hurry(run.Lease.Run);
        Assert.Same(run, _held.TakeDue(out _));
        _held.Return(run, TimeSpan.FromHours(1));

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(_held.TakeDue(out _));
    }

    [Fact]
    public void A_dropped_run_is_not_due_any_more_and_its_step_returns_nothing()
    {
        var run = Add(TimeSpan.Zero);
        _held.TakeDue(out _);

        _held.Drop(run);
        _held.Return(run, TimeSpan.Zero);

        Assert.Equal(0, _held.Count);
        Assert.Null(_held.TakeDue(out _));
    }

    [Fact]
    public void A_run_claimed_again_replaces_its_lost_lease()
    {
        var lost = Add(TimeSpan.Zero);
        _held.TakeDue(out _);
        var again = Add(TimeSpan.Zero, lost.Lease.Run);

        _held.Drop(lost);

        Assert.Equal(1, _held.Count);
        Assert.Same(again, _held.TakeDue(out _));
    }

    private HeldRun Add(TimeSpan dueIn, RunId? run = null)
    {
        var clock = new LeaseClock(_time, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), LeaseClock.Instant.Now(_time));
        var held = new HeldRun(new RunLease(run ?? new RunId(Guid.CreateVersion7()), new WorkspaceId(Guid.CreateVersion7()), Guid.CreateVersion7(), 1, clock));
        _held.Add(held, dueIn);
        return held;
    }
}
