namespace Antpath.Engine.Runs.Submission;

/// <summary>A submission that waits for its group.</summary>
internal sealed class PendingSubmission(NewRun run, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<(DateTimeOffset CommittedAt, SubmissionDecision Decision)> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NewRun Run => run;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool Abandoned => cancellationToken.IsCancellationRequested;

    public Task<(DateTimeOffset CommittedAt, SubmissionDecision Decision)> AnswerAsync() => _answer.Task.WaitAsync(cancellationToken);

    public void Answer(DateTimeOffset committedAt, SubmissionDecision decision) => _answer.TrySetResult((committedAt, decision));

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
