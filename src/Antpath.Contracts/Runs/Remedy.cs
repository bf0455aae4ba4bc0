namespace Antpath.Runs;

/// <summary>How a person removes what a run left at the provider.</summary>
public sealed record Remedy
{
    /// <summary>What to do, in a sentence or two.</summary>
    public required string Message { get; init; }

    /// <summary>A line for a shell that does it. Holds no key: it reads <c>ANTHROPIC_API_KEY</c>.</summary>
    public required string Command { get; init; }
}
