namespace Antpath.Engine.Telemetry;

/// <summary>How much work waits, as the tables said at one moment.</summary>
/// <param name="Waiting">Runs before their first attempt, counted to <see cref="QueueWatch.RowsMax"/>.</param>
/// <param name="OldestWait">The longest wait of those at the head of a workspace's queue.</param>
/// <param name="CleaningUp">Runs that are over and not cleaned up, among <see cref="QueueWatch.RowsMax"/> that left the queue.</param>
internal sealed record QueueState(int Waiting, TimeSpan OldestWait, int CleaningUp);
