namespace Antpath.Chaos.Trouble;

/// <summary>What was done to the processes and connections.</summary>
internal sealed class TroubleTally
{
    public int WorkersKilled { get; set; }

    public int WorkersPaused { get; set; }

    public int ApiKilled { get; set; }

    public int DatabaseRestarts { get; set; }

    public int FailOvers { get; set; }

    public long ConnectionsCut { get; set; }

    /// <summary>Processes that ended by themselves and were started again.</summary>
    public int RestartedByThemselves { get; set; }

    public override string ToString() =>
        $"kills {WorkersKilled}, pauses {WorkersPaused}, API kills {ApiKilled}, database restarts {DatabaseRestarts}, fail-overs {FailOvers}, connections cut {ConnectionsCut}, ended by themselves {RestartedByThemselves}";
}
