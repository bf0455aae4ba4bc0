namespace Antpath.Runs;

/// <summary>A short-lived link to one output. Whoever has it can read the file until it expires.</summary>
public sealed record OutputLink
{
    /// <summary>Absolute URL. Treat it as a credential.</summary>
    public required string Url { get; init; }

    /// <summary>When the link stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
