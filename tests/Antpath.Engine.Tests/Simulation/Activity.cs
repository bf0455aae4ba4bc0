using Antpath.Engine.Runs;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// A piece of a process's work that stops at every gate: at each milestone and around each outside call. Between two gates it runs alone, so the seed's
/// choice of who goes on is the only order there is. One that is never let on is what a dead process leaves.
/// </summary>
internal sealed class Activity
{
    private static readonly AsyncLocal<Activity?> Running = new();

    private readonly Task _body;
    private TaskCompletionSource _stopped = New();
    private TaskCompletionSource _gate = New();
    private CancellationToken _cut;
    private bool _hangs;

    public Activity(string name, Guid? run, Guid? leaseToken, World world, Func<Task> body)
    {
        (Name, Run, LeaseToken, World) = (name, run, leaseToken, world);
        Random = new Random(world.Random.Next());
        _body = RunAsync(body);
    }

    /// <summary>What the calling code belongs to; null outside every activity.</summary>
    public static Activity? Current => Running.Value;

    public string Name { get; }

    public Guid? Run { get; }

    public Guid? LeaseToken { get; }

    public World World { get; }

    /// <summary>Its own share of chance: several that go on at a time draw from no common one.</summary>
    public Random Random { get; }

    public string Point { get; private set; } = "";

    /// <summary>What left and did not arrive yet; null when nothing did.</summary>
    public Request? InFlight { get; private set; }

    /// <summary>Whether there is nothing to let on: an answer that does not come, until the call is cut.</summary>
    public bool Hangs => _hangs && !_cut.IsCancellationRequested;

    public bool Ended => _body.IsCompleted;

    /// <summary>Stops here until the seed lets it on.</summary>
    /// <param name="point">Where.</param>
    /// <param name="inFlight">What is on its way meanwhile.</param>
    /// <param name="hangs">Whether it is let on only when it is cut.</param>
    /// <param name="cut">Set when the engine waits no longer.</param>
    public Task StopAsync(string point, Request? inFlight = null, bool hangs = false, CancellationToken cut = default)
    {
        var gate = New();
        (_gate, Point, InFlight, _hangs, _cut) = (gate, point, inFlight, hangs, cut);
        _stopped.TrySetResult();
        return gate.Task;
    }

    /// <summary>Whether it is a step, and a commit or another gate comes next and nothing else that takes time.</summary>
    public bool AtMilestone => Run is not null && (Point.EndsWith(nameof(Moment.BeforeIntent), StringComparison.Ordinal)
        || Point.EndsWith(nameof(Moment.AfterReply), StringComparison.Ordinal));

    /// <summary>Whether it stands at a gate, or is over.</summary>
    public bool Rests => _stopped.Task.IsCompleted || _body.IsCompleted;

    /// <summary>Lets it on to its next gate or its end.</summary>
    public Task AdvanceAsync()
    {
        LetOn();
        return UntilItRestsAsync();
    }

    public void LetOn()
    {
        _stopped = New();
        _gate.SetResult();
    }

    public async Task UntilItRestsAsync()
    {
        await Task.WhenAny(_stopped.Task, _body);
        if (_body.IsCompleted)
            await _body; // what even the worker's loops do not catch is a defect of the simulation
    }

    /// <summary>Runs what this activity began and somebody else finishes.</summary>
    public async Task AsItselfAsync(Func<Task> act)
    {
        Running.Value = this; // ends with this method: what is asynchronous has a context of its own
        await act();
    }

    private async Task RunAsync(Func<Task> body)
    {
        Running.Value = this;
        await StopAsync("begins");
        await body();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
