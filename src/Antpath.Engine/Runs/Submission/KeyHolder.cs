using System.Security.Cryptography;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Submission;

/// <summary>The run that an idempotency key belongs to.</summary>
/// <param name="Run">The run.</param>
/// <param name="RequestHash">The keyed hash of its request.</param>
internal sealed record KeyHolder(RunId Run, byte[] RequestHash)
{
    /// <summary>Whether a submission is the same request; it may have been hashed with an older pepper then.</summary>
    public bool IsSameRequest(NewRun run) => run.RequestHashes.Any(hash => CryptographicOperations.FixedTimeEquals(hash, RequestHash));
}
