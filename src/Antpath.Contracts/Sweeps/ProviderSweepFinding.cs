using Antpath.Runs;

namespace Antpath.Sweeps;

/// <summary>One resource at the provider that carries this installation's marker.</summary>
public sealed record ProviderSweepFinding
{
    /// <summary><c>agent</c>, <c>environment</c>, <c>vault</c>, <c>skill</c>, <c>file</c> or <c>session</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The provider's id.</summary>
    public required string ProviderId { get; init; }

    /// <summary>The run its marker names.</summary>
    public string? Run { get; init; }

    /// <summary>When the provider made it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>removed</c>, <c>would_remove</c> or <c>left</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}
