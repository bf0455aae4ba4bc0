namespace Antpath.Tokens;

/// <summary>A new API token. This is the only time it is shown.</summary>
public sealed record CreatedToken
{
    /// <summary>What there is to know about it.</summary>
    public required TokenView Token { get; init; }

    /// <summary>The token itself, <c>ant_…</c>. Put it where it is needed and nowhere else.</summary>
    public required string Secret { get; init; }

    /// <summary>Its id, and nothing of the secret.</summary>
    /// <returns>A sentence for a log.</returns>
    public override string ToString() => $"{Token.Id}, secret [redacted]";
}
