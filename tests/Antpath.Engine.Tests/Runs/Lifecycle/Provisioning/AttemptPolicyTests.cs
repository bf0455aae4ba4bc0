using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle.Provisioning;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Provisioning;

public sealed class AttemptPolicyTests
{
    [Theory]
    [InlineData(ErrorClass.TransientProvider, 529, 1, 1, "Retry")]
    [InlineData(ErrorClass.TransientProvider, 529, 5, 1, "Retry")]
    [InlineData(ErrorClass.TransientProvider, 529, 6, 1, "NewAttempt")]
    [InlineData(ErrorClass.TransientProvider, 529, 6, 2, "NewAttempt")]
    [InlineData(ErrorClass.TransientProvider, 529, 6, 3, "Fail")]
    [InlineData(ErrorClass.ProviderPermanent, 400, 1, 1, "Fail")]
    [InlineData(ErrorClass.TenantPermanent, 401, 1, 1, "Fail")]
    [InlineData(ErrorClass.AntpathBug, 0, 1, 1, "Fail")]
    public void A_failure_before_the_prompt_is_retried_then_attempted_anew_then_final(
        ErrorClass errorClass, int status, int stepFailures, int attempt, string expected) =>
        Assert.Equal(expected, Decide(errorClass, status, stepFailures, attempt).GetType().Name);

    [Fact]
    public void A_rejected_key_is_called_that() => Assert.Equal(
        ReasonCodes.ProviderKeyRejected, Assert.IsType<AfterFailure.Fail>(Decide(ErrorClass.TenantPermanent, 401, 1, 1)).Ending.Code);

    [Fact]
    public void A_provider_that_stays_away_is_called_unavailable() => Assert.Equal(
        ReasonCodes.ProviderUnavailable, Assert.IsType<AfterFailure.Fail>(Decide(ErrorClass.TransientProvider, 529, 6, 3)).Ending.Code);

    private static AfterFailure Decide(ErrorClass errorClass, int status, int stepFailures, int attempt) =>
        AttemptPolicy.Decide(ScriptedProvider.Permanent("some_code", status, errorClass), stepFailures, 6, attempt, 3);
}
