namespace Antpath.Tokens;

/// <summary>One page of a workspace's API tokens, newest first.</summary>
public sealed record TokenPage
{
    /// <summary>The tokens.</summary>
    public required IReadOnlyList<TokenView> Data { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
