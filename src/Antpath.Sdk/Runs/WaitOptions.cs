namespace Antpath;

/// <summary>What <see cref="RunHandle.WaitAsync(WaitOptions?, CancellationToken)"/> waits for, and for how long.</summary>
public sealed record WaitOptions
{
    /// <summary>
    /// When to stop waiting; the run goes on. Default: null, wait as long as the run takes, which its own deadline bounds once it has started.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether to wait on until clean-up has ended too. Default false: return as soon as the status is terminal.</summary>
    public bool UntilCleanedUp { get; init; }

    /// <summary>How long the API may be out of reach, in one piece, before waiting gives up. Default 10 minutes.</summary>
    public TimeSpan OutageMax { get; init; } = TimeSpan.FromMinutes(10);
}
