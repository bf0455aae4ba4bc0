using System.Runtime.CompilerServices;
using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Tokens;

/// <summary>The API tokens of the client's workspace. Needs a token with the scope <c>admin</c>.</summary>
/// <remarks>
/// <see cref="CreateAsync"/> and <see cref="RotateAsync"/> are not repeated by the client: if the answer gets lost there may be a token whose secret
/// nobody has. The list shows it; revoke it.
/// </remarks>
public sealed class WorkspaceTokens
{
    private readonly ApiTransport _transport;

    internal WorkspaceTokens(ApiTransport transport) => _transport = transport;

    private RetryLimits Once => _transport.Settings.Retry with { AttemptsMax = 1 };

    /// <summary>Lists the tokens, newest first.</summary>
    /// <param name="all">Also those that do not work any more.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The tokens without their secrets, fetched page by page as they are read.</returns>
    public async IAsyncEnumerable<TokenView> ListAsync(bool all = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pages = PageWalk.AllAsync((cursor, token) => PageAsync(all, cursor, token), page => page.NextCursor, "GET /v1/tokens", cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var token in page.Data)
                yield return token;
        }
    }

    /// <summary>Makes a token of the person behind the client's token. The answer is the only time its secret is shown.</summary>
    /// <param name="request">What it shall be called and may do.</param>
    /// <param name="cancellationToken">Ends the call; the token may have been made all the same.</param>
    /// <returns>The token with its secret.</returns>
    /// <exception cref="ForbiddenException">The person's role does not allow the scopes, or the client's token lacks <c>admin</c>.</exception>
    /// <exception cref="ConflictException">The workspace has as many tokens as it may.</exception>
    /// <exception cref="RequestRefusedException">Name, scopes or expiry break a rule.</exception>
    public Task<CreatedToken> CreateAsync(CreateToken request, CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<CreatedToken>(HttpMethod.Post, "v1/tokens", WireJson.Default.CreatedToken) { Body = request.ToUtf8Json(), Retry = Once }, cancellationToken);

    /// <summary>Puts a new token in another's place: same name, scopes and length of life. The answer is the only time its secret is shown.</summary>
    /// <param name="token">The token to replace.</param>
    /// <param name="overlap">How long the old one goes on working, in whole seconds, to 30 days; null for the server's default, a day.</param>
    /// <param name="cancellationToken">Ends the call; the token may have been rotated all the same.</param>
    /// <returns>The new token with its secret.</returns>
    /// <exception cref="NotFoundException">The workspace has no such token.</exception>
    /// <exception cref="ConflictException">The token does not work any more, or was replaced already.</exception>
    public Task<CreatedToken> RotateAsync(ApiTokenId token, TimeSpan? overlap = null, CancellationToken cancellationToken = default) => SendAsync(
        new ApiCall<CreatedToken>(HttpMethod.Post, $"v1/tokens/{token}/rotate", WireJson.Default.CreatedToken)
        {
            Query = new ApiQuery().Add("overlapSeconds", (int?)overlap?.TotalSeconds).ToString(),
            Retry = Once,
        },
        cancellationToken);

    /// <summary>Ends a token. May be repeated; servers may accept it for a few seconds more.</summary>
    /// <param name="token">Which.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The token as it is now.</returns>
    /// <exception cref="NotFoundException">The workspace has no such token.</exception>
    public Task<TokenView> RevokeAsync(ApiTokenId token, CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<TokenView>(HttpMethod.Delete, $"v1/tokens/{token}", WireJson.Default.TokenView), cancellationToken);

    private Task<TokenPage> PageAsync(bool all, string? cursor, CancellationToken cancellationToken) => SendAsync(
        new ApiCall<TokenPage>(HttpMethod.Get, "v1/tokens", WireJson.Default.TokenPage)
        {
            Query = new ApiQuery().Add("all", all ? "true" : null).Add("limit", RunListLimits.PageMax).Add("cursor", cursor).ToString(),
        },
        cancellationToken);

    private async Task<T> SendAsync<T>(ApiCall<T> call, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
}
