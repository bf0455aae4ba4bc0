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

    public Activity(string name, Guid? run, Guid? leaseToken, World world, Func<Task> body)
    {
        (Name, Run, LeaseToken, World) = (name, run, leaseToken, world);
        _body = RunAsync(body);
    }

    /// <summary>What the calling code belongs to; null outside every activity.</summary>
    public static Activity? Current => Running.Value;

    public string Name { get; }

    public Guid? Run { get; }

    public Guid? LeaseToken { get; }

    public World World { get; }

    public string Point { get; private set; } = "";

    /// <summary>Whether a request left and its effect is still to come: networks bound how long that may take.</summary>
    public bool InFlight { get; private set; }

    public DateTimeOffset StoppedAt { get; private set; }

    public bool Ended => _body.IsCompleted;

    /// <summary>Stops here until the seed lets it on.</summary>
    public Task StopAsync(string point, bool inFlight = false)
    {
        var gate = New();
        (_gate, Point, InFlight, StoppedAt) = (gate, point, inFlight, World.Now);
        _stopped.TrySetResult();
        return gate.Task;
    }

    /// <summary>Lets it on to its next gate or its end.</summary>
    public async Task AdvanceAsync()
    {
        _stopped = New();
        _gate.SetResult();
        await Task.WhenAny(_stopped.Task, _body);
        if (_body.IsCompleted)
            await _body; // what even the worker's loops do not catch is a defect of the simulation
    }

    private async Task RunAsync(Func<Task> body)
    {
        Running.Value = this;
        await StopAsync("begins");
        await body();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
