namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>Somebody who waits for the answer of a bucket.</summary>
internal sealed class WaitingTake(string subject)
{
    private readonly TaskCompletionSource<RateLimitAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Subject => subject;

    public Task<RateLimitAnswer> AnswerAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    public void Answer(RateLimitAnswer answer) => _answer.TrySetResult(answer);

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
