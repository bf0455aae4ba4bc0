using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Cleanup;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Cleanup;

public sealed class RemovalRetryTests
{
    [Theory]
    [InlineData(ErrorClass.TransientProvider, 7, true)]
    [InlineData(ErrorClass.TransientProvider, 8, false)]
    [InlineData(ErrorClass.TenantPermanent, 1, true)]
    [InlineData(ErrorClass.TenantPermanent, 2, false)]
    public void A_removal_is_tried_again_while_it_may_help(ErrorClass errorClass, int tries, bool expected) =>
        Assert.Equal(expected, RemovalRetry.Again(ScriptedProvider.Permanent("some_code", 529, errorClass), tries, 8, 2));

    [Fact]
    public void Waiting_for_the_keys_turn_is_never_the_last_try() => Assert.True(
        RemovalRetry.Again(ScriptedProvider.Permanent("provider_rate_budget_exhausted", 0, ErrorClass.TransientProvider) with { NotAsked = true }, 1000, 8, 2));
}
