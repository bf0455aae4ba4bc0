using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Why an attempt ended badly, as its row keeps it.</summary>
/// <param name="Class">One of the five classes, as the table spells it.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">Redacted sentence.</param>
/// <param name="RequestId">The provider's request id, or null.</param>
internal sealed record AttemptError(string Class, string Code, string Message, string? RequestId)
{
    public static AttemptError Of(ProviderFailure failure) => new(Word(failure.Class), failure.Code, failure.Message, failure.RequestId);

    public static string Word(ErrorClass errorClass) => errorClass switch
    {
        ErrorClass.TransientProvider => "transient_provider",
        ErrorClass.ProviderPermanent => "provider_permanent",
        ErrorClass.TenantPermanent => "tenant_permanent",
        ErrorClass.AntpathBug => "antpath_bug",
        ErrorClass.CancelledByUser => "cancelled_by_user",
        _ => throw new System.Diagnostics.UnreachableException($"error class {errorClass}"),
    };
}
