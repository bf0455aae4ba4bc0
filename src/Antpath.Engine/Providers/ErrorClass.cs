namespace Antpath.Engine.Providers;

/// <summary>The five classes of failure: they decide what follows.</summary>
public enum ErrorClass
{
    /// <summary>Retry with backoff and jitter.</summary>
    TransientProvider,

    /// <summary>Fail the attempt or run, then clean up.</summary>
    ProviderPermanent,

    /// <summary>The customer must act: rejected key, exceeded quota, refused template, approval required.</summary>
    TenantPermanent,

    /// <summary>Our defect: fail safely, alert, keep clean-up work.</summary>
    AntpathBug,

    /// <summary>The user asked for it.</summary>
    CancelledByUser,
}
