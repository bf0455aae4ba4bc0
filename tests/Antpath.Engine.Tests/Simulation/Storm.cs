using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>The seed picks event after event among everything that could happen: a worker's next gate, a timer, a user's wish, a fault.</summary>
internal sealed class Storm(Stage stage)
{
    private const int Events = 180;
    private const int TogetherMax = 3;

    private readonly List<(double Weight, string Name, Func<Task> Act)> _choices = [];

    public async Task RageAsync()
    {
        for (var i = 0; i < Events && stage.World.Broken is null; i++)
        {
            _choices.Clear();
            OfferAll();
            var (name, act) = Pick();
            await stage.HappenAsync(name, act);
        }
    }

    private void OfferAll()
    {
        for (var slot = 0; slot < stage.Workers.Length; slot++)
        {
            var free = slot;
            if (stage.Workers[slot] is { } worker)
                OfferWorker(slot, worker);
            else
                Offer(1, $"worker {slot + 1} starts again", () => stage.StartWorker(free));
        }

        OfferUsers();
        foreach (var request in stage.Provider.OnTheWay)
            Offer(4, $"late: {request.Name}", () => stage.ArriveAsync(request));
        var idle = stage.Workers.OfType<SimulatedWorker>().All(w => w.Frozen || w.Activities.All(a => a.Hangs));
        Offer(idle ? 20 : 2, "time goes on to the next timer", stage.AdvanceToTimerAsync);
        Offer(1, "time goes on", () => stage.AdvanceAsync(stage.World.Within(4)));
        Offer(0.3, "a long time goes on", () => stage.AdvanceAsync(stage.World.Within(45)));
    }

    private void OfferWorker(int slot, SimulatedWorker worker)
    {
        var name = worker.Name;
        Offer(Weather.Dies, $"{name} dies", () => stage.Kill(slot, worker));
        if (worker.Frozen)
        {
            Offer(0.6, $"{name} goes on", () => worker.Frozen = false);
            return;
        }

        foreach (var activity in worker.Activities.Where(a => !a.Hangs))
            Offer(Weather.Haste, $"{activity.Name}: {activity.Point}", () => stage.AdvanceAsync(worker, activity));
        if (!worker.Path.IsCut && worker.Activities.Where(a => a.AtMilestone).Take(TogetherMax).ToList() is { Count: > 1 } together)
            Offer(2, $"{name} steps side by side: {string.Join(", ", together.Select(a => $"{a.Name} {a.Point}"))}", () => stage.AdvanceAsync(worker, together));
        if (stage.Check.DueAt <= stage.World.Now)
            Offer(3, $"{name} claims", worker.ClaimAsync);
        if (worker.RenewAt <= stage.World.Now && worker.Held.Count > 0)
            Offer(6, $"{name} renews", worker.RenewAsync);
        if (worker.SweepAt <= stage.World.Now)
            Offer(1, $"{name} sweeps", worker.StartSweep);
        Offer(0.3, $"{name} is woken, perhaps for nothing", worker.WakeAsync);
        OfferFaults(name, worker);
    }

    private void OfferFaults(string name, SimulatedWorker worker)
    {
        Offer(Weather.Freezes, $"{name} freezes", () => worker.Frozen = true);
        if (worker.Path.IsCut)
            Offer(1, $"{name} reaches the database again", worker.Path.Mend);
        else
            Offer(Weather.LosesDatabase, $"{name} loses the database", worker.Path.Cut);
        if (worker.Provider.Unreachable)
            Offer(1, $"{name} reaches the provider again", () => worker.Provider.Unreachable = false);
        else
            Offer(Weather.LosesProvider, $"{name} loses the provider", () => worker.Provider.Unreachable = true);
        Offer(Weather.MissesCommit, $"{name} will miss an answer to a commit", () => worker.Path.LosesNextAnswer = true);
        Offer(Weather.ClockIsSet, $"{name}'s wall clock is set", worker.SetClock);
    }

    private void OfferUsers()
    {
        if (stage.MoreToSubmit)
            Offer(1.5, "a run is submitted", stage.SubmitAsync);
        foreach (var run in stage.Runs)
        {
            var name = stage.World.NameOf(run.Value);
            Offer(Weather.Cancels, $"{name} is cancelled", () => stage.Engine.Get<RunCancellation>().CancelAsync(stage.Principal, run, CancellationToken.None));
            Offer(Weather.Deletes, $"{name} is deleted", () => stage.Engine.Get<RunDeletion>().DeleteAsync(stage.Principal, run, CancellationToken.None));
            if (!stage.Provider.Revoked.Contains(run.Value))
                Offer(Weather.Revokes, $"the key of {name} is revoked", () => stage.Revoke(run));
        }
    }

    private Weather Weather => stage.World.Weather;

    private (string Name, Func<Task> Act) Pick()
    {
        var draw = stage.World.Random.NextDouble() * _choices.Sum(c => c.Weight);
        foreach (var (weight, name, act) in _choices)
        {
            draw -= weight;
            if (draw <= 0)
                return (name, act);
        }

        return (_choices[^1].Name, _choices[^1].Act);
    }

    private void Offer(double weight, string name, Func<Task> act)
    {
        if (weight > 0)
            _choices.Add((weight, name, act));
    }

    private void Offer(double weight, string name, Action act) => Offer(weight, name, () =>
    {
        act();
        return Task.CompletedTask;
    });
}
