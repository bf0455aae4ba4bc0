using Antpath.Ids;

namespace Antpath.Engine.Runs.Claiming;

/// <summary>A lease that still held when it was renewed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Hurried">Somebody made the run due while it was held: a cancel or a delete waits to be seen.</param>
public readonly record struct RenewedLease(RunId Run, bool Hurried);
