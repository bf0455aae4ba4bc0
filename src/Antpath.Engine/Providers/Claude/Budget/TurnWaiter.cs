namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>One call that waits for its turn.</summary>
/// <param name="lane">Who it goes behind.</param>
/// <param name="deadline">When it stops waiting, in time since this process began.</param>
internal sealed class TurnWaiter(CallLane lane, TimeSpan deadline)
{
    private readonly TaskCompletionSource<TurnAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallLane Lane => lane;

    public TimeSpan Deadline => deadline;

    /// <summary>Whether the shared budget has been asked since it waits: nobody is sent away before.</summary>
    public bool Asked { get; set; }

    /// <summary>Whether it has its answer, or has left.</summary>
    public bool Over => _answer.Task.IsCompleted;

    public Task<TurnAnswer> AnswerAsync() => _answer.Task;

    /// <returns>False when it had left.</returns>
    public bool TryAnswer(TurnAnswer answer) => _answer.TrySetResult(answer);

    public void Fail(Exception exception) => _answer.TrySetException(exception);

    public void Leave(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
