namespace Antpath.Engine.Providers;

/// <summary>Why a provider call gave no result. Everything in it is safe to store and show: texts are redacted by the adapter.</summary>
public sealed record ProviderFailure
{
    /// <summary>Who must act, one of the five classes.</summary>
    public required ErrorClass Class { get; init; }

    /// <summary>Stable snake_case code, e.g. <c>provider_overloaded</c>, <c>provider_key_rejected</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One redacted sentence that names the call.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// True when the request may have taken effect although no answer said so: a create must then be searched for by its marker, never repeated.
    /// </summary>
    public required bool OutcomeUnknown { get; init; }

    /// <summary>
    /// True when nothing was asked because the key's turn under its rate budget had not come: the run waits <see cref="RetryAfter"/> and has failed at nothing.
    /// </summary>
    public bool NotAsked { get; init; }

    /// <summary>HTTP status, or null when no answer arrived.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the provider asked to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's request id, or null.</summary>
    public string? RequestId { get; init; }
}
