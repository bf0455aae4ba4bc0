using Antpath.Engine.Database;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// A worker that freezes inside a transaction keeps its runs' rows locked until the database ends it. A transaction begins while the lease is trusted, so
/// it must be over, and a claim made, within the time in which others may expect the run.
/// </summary>
internal sealed class FrozenTransactionCheck(IOptions<DatabaseOptions> database) : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        var longest = options.LeaseMargin + WorkerOptions.TakeoverWithin - options.ClaimEvery;
        return TimeSpan.FromSeconds(database.Value.IdleTransactionSeconds) <= longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"ANTPATH_DATABASE_IDLE_TRANSACTION_SECONDS ({database.Value.IdleTransactionSeconds}) must be at most {longest.TotalSeconds:0.###}, that is ANTPATH_WORKER_LEASE_MARGIN + 2 s - ANTPATH_WORKER_CLAIM_EVERY: "
                + "a worker that freezes in a transaction would keep others from its runs for longer.");
    }
}
