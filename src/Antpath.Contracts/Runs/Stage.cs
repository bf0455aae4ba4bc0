namespace Antpath.Runs;

/// <summary>A state with the reason for it: a stable code for programs and a sentence for people.</summary>
public sealed record Stage
{
    /// <summary>The state, a value of <see cref="RunStatus"/> or <see cref="CleanupStatus"/>.</summary>
    public required string State { get; init; }

    /// <summary>Stable snake_case code of the reason, e.g. <c>end_turn</c>, <c>budget_reached</c>, <c>deadline_passed</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for a person. Never contains prompts, answers or credentials.</summary>
    public required string Message { get; init; }
}
