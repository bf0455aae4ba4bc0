using Antpath.Tokens;

namespace Antpath.Engine.Tenancy;

/// <summary>What came of making, rotating or revoking an API token.</summary>
public abstract record TokenChangeResult
{
    private TokenChangeResult()
    {
    }

    /// <summary>A token was made. Its text cannot be read again.</summary>
    /// <param name="View">The token.</param>
    /// <param name="Text">The token itself.</param>
    public sealed record Made(TokenView View, ApiTokenText Text) : TokenChangeResult;

    /// <summary>The token does not work, from now on or since before.</summary>
    /// <param name="View">The token.</param>
    public sealed record Revoked(TokenView View) : TokenChangeResult;

    /// <summary>The workspace has no such token.</summary>
    public sealed record NotFound : TokenChangeResult;

    /// <summary>The token cannot be rotated: it does not work any more, or was replaced already.</summary>
    /// <param name="View">The token.</param>
    public sealed record NotActive(TokenView View) : TokenChangeResult;

    /// <summary>The person's role does not allow these scopes.</summary>
    /// <param name="Scopes">Those that it does not.</param>
    public sealed record AboveRole(IReadOnlyList<string> Scopes) : TokenChangeResult;

    /// <summary>The workspace has as many working tokens as it may.</summary>
    /// <param name="TokensMax">How many that is.</param>
    public sealed record TooMany(int TokensMax) : TokenChangeResult;

    /// <summary>The workspace is suspended, being deleted or gone, or the person is no member of it.</summary>
    public sealed record WorkspaceClosed : TokenChangeResult;
}
