using Antpath.Engine.Runs.Claiming;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>One step's effects: they become durable together, and only while the lease holds.</summary>
internal sealed class StepCommit(RunLease lease, IReadOnlyList<StepWrite> writes)
{
    private readonly TaskCompletionSource<CommitResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunLease Lease => lease;

    public IReadOnlyList<StepWrite> Writes => writes;

    public bool Progress => writes.Any(w => w.Progress);

    public Task<CommitResult> Done => _done.Task;

    public void Complete(CommitResult result) => _done.TrySetResult(result);

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
