namespace Antpath.Runs;

/// <summary>Why something is as it is: a stable code for programs and a sentence for people.</summary>
public sealed record Reason
{
    /// <summary>Stable snake_case code, e.g. <c>end_turn</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for a person. Never contains prompts, answers or credentials.</summary>
    public required string Message { get; init; }
}
