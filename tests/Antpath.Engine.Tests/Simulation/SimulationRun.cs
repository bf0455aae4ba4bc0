namespace Antpath.Engine.Tests.Simulation;

/// <summary>One seed: a storm, a calm, and the last checks.</summary>
internal static class SimulationRun
{
    public static async Task<SimulationResult> PlayAsync(SimulatedLane lane, int seed, Mutation mutation = Mutation.None)
    {
        var stage = await Stage.SetAsync(lane, seed, mutation);
        for (var slot = 0; slot < stage.Workers.Length; slot++)
            stage.StartWorker(slot);
        await stage.HappenAsync("a run is submitted", stage.SubmitAsync);
        await new Storm(stage).RageAsync();
        await new Calm(stage).SettleAsync();
        if (stage.World.Broken is null)
            await stage.Check.AtTheEndAsync(lane);
        foreach (var worker in stage.Workers.OfType<SimulatedWorker>())
            await worker.DisposeAsync();
        return new SimulationResult(seed, stage.World.Broken, stage.Events, stage.World.Log, stage.World.Warnings.ToString());
    }
}
