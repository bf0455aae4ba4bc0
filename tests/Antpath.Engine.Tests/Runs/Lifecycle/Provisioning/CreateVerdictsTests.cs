using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Provisioning;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Provisioning;

public sealed class CreateVerdictsTests
{
    [Fact]
    public void An_answer_without_a_failure_means_created() => Assert.Equal(CreateVerdict.Created, CreateVerdicts.Of(null));

    [Theory]
    [InlineData(ErrorClass.TransientProvider, 529, true, "Unknown")]
    [InlineData(ErrorClass.ProviderPermanent, 500, true, "Unknown")]
    [InlineData(ErrorClass.ProviderPermanent, 409, false, "Unknown")]
    [InlineData(ErrorClass.TransientProvider, 429, false, "NotCreated")]
    [InlineData(ErrorClass.ProviderPermanent, 400, false, "Refused")]
    [InlineData(ErrorClass.TenantPermanent, 401, false, "Refused")]
    public void Only_what_is_certain_counts_as_not_created(ErrorClass errorClass, int status, bool unknown, string expected) =>
        Assert.Equal(expected, CreateVerdicts.Of(ScriptedProvider.Permanent("code", status, errorClass) with { OutcomeUnknown = unknown }).ToString());
}
