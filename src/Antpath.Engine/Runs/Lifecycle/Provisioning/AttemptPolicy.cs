using Antpath.Engine.Providers;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>
/// Decides what follows a failure before the prompt was sent. Pure. After the prompt was sent no attempt is ever repeated: the agent may have
/// done its work, and doing it twice is worse than saying so.
/// </summary>
internal static class AttemptPolicy
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="stepFailures">Failed steps in a row, this one included.</param>
    /// <param name="stepFailuresMax">How many an attempt may have.</param>
    /// <param name="attempt">The attempt's number, from 1.</param>
    /// <param name="attemptsMax">How many attempts the run may have.</param>
    public static AfterFailure Decide(ProviderFailure failure, int stepFailures, int stepFailuresMax, int attempt, int attemptsMax) => failure switch
    {
        { Class: ErrorClass.TransientProvider } when stepFailures < stepFailuresMax => new AfterFailure.Retry(),
        { Class: ErrorClass.TransientProvider } when attempt < attemptsMax => new AfterFailure.NewAttempt(),
        { Class: ErrorClass.TransientProvider } => new AfterFailure.Fail(new RunEnding(
            RunStatus.Failed, ReasonCodes.ProviderUnavailable, $"The provider could not be used in {attempt} attempts; the last answer: {failure.Message}")),
        { Class: ErrorClass.AntpathBug } => new AfterFailure.Fail(new RunEnding(RunStatus.Failed, ReasonCodes.InternalError, failure.Message)),
        { Class: ErrorClass.TenantPermanent, HttpStatus: 401 } => new AfterFailure.Fail(
            new RunEnding(RunStatus.Failed, ReasonCodes.ProviderKeyRejected, failure.Message)),
        _ => new AfterFailure.Fail(new RunEnding(RunStatus.Failed, failure.Code, failure.Message)),
    };
}
