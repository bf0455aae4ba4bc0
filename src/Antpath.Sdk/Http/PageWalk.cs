using System.Runtime.CompilerServices;

namespace Antpath.Http;

/// <summary>Walks cursor pages, and stops a server that would send the client in circles.</summary>
internal static class PageWalk
{
    public static async IAsyncEnumerable<TPage> AllAsync<TPage>(
        Func<string?, CancellationToken, Task<TPage>> page, Func<TPage, string?> next, string operation,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        while (true)
        {
            var current = await page(cursor, cancellationToken).ConfigureAwait(false);
            yield return current;

            var following = next(current);
            if (following is null)
                yield break;
            if (following == cursor)
            {
                throw new ServerException(new ApiFailure
                {
                    Operation = operation,
                    Code = FailureCodes.AnswerInvalid,
                    Detail = "the server gave the same cursor twice; the list would never end",
                });
            }

            cursor = following;
        }
    }
}
