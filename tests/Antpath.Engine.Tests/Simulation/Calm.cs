namespace Antpath.Engine.Tests.Simulation;

/// <summary>Everything heals, and time runs on until nothing is left to do. What a storm left undone has to come to its end here by itself.</summary>
internal sealed class Calm(Stage stage)
{
    private const int RoundsMax = 1500;

    public async Task SettleAsync()
    {
        await HealAsync();
        for (var round = 0; stage.World.Broken is null && !await RoundAsync(); round++)
        {
            if (round == RoundsMax)
                stage.World.Break(Invariants.Ends, $"not over after {round} quiet rounds");
        }
    }

    private async Task HealAsync()
    {
        stage.World.Tell("everything heals");
        stage.World.Stormy = false;
        for (var slot = 0; slot < stage.Workers.Length; slot++)
        {
            if (stage.Workers[slot] is null)
                stage.StartWorker(slot);
            var worker = stage.Workers[slot]!;
            (worker.Frozen, worker.Provider.Unreachable) = (false, false);
            worker.Path.Reset();
        }

        await stage.AfterAsync();
    }

    /// <summary>Everything that is due happens once; when nothing is, time goes on to what is next.</summary>
    /// <returns>Whether nothing is left to do.</returns>
    private async Task<bool> RoundAsync()
    {
        var acted = false;
        foreach (var worker in stage.Workers.OfType<SimulatedWorker>())
        {
            foreach (var activity in worker.Activities.ToList())
            {
                acted = true;
                await stage.HappenAsync($"{activity.Name}: {activity.Point}", () => stage.AdvanceAsync(worker, activity));
            }

            if (worker.RenewAt <= stage.World.Now && worker.Held.Count > 0)
                await stage.HappenAsync($"{worker.Name} renews", worker.RenewAsync);
        }

        if (acted)
            return false;
        if (!stage.MoreToSubmit)
            return await WaitAsync();
        await stage.HappenAsync("a run is submitted", stage.SubmitAsync);
        return false;
    }

    private async Task<bool> WaitAsync()
    {
        var worker = stage.Workers[stage.World.Random.Next(stage.Workers.Length)]!;
        if (stage.Check.DueAt is null)
            return await PurgeAsync(worker);
        if (stage.Check.DueAt <= stage.World.Now)
        {
            await stage.HappenAsync($"{worker.Name} claims", worker.ClaimAsync);
            if (worker.Activities.Count > 0)
                return false;
        }

        await stage.HappenAsync("time goes on", stage.AdvanceToTimerAsync);
        return false;
    }

    /// <summary>All lifecycles are over; what is left is to carry out deletions.</summary>
    private async Task<bool> PurgeAsync(SimulatedWorker worker)
    {
        await stage.HappenAsync($"{worker.Name} sweeps", () =>
        {
            worker.StartSweeps();
            return Task.CompletedTask;
        });
        while (worker.Activities.Count > 0)
            await stage.HappenAsync($"{worker.Activities[0].Name}: {worker.Activities[0].Point}", () => stage.AdvanceAsync(worker, worker.Activities[0]));
        return true;
    }
}
