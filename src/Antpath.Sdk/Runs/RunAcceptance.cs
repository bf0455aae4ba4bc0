using Antpath.Runs;

namespace Antpath;

/// <summary>The server's answer to a submission.</summary>
/// <param name="Run">The run as it was when the submission was answered.</param>
/// <param name="Replayed">Whether the idempotency key had been used before, so that this is the earlier run and nothing new began.</param>
/// <param name="IdempotencyKey">The key the submission carried; submit with it again to get the same run.</param>
public sealed record RunAcceptance(RunView Run, bool Replayed, string IdempotencyKey);
