namespace Antpath.Http;

/// <summary>Reads an answer's body, but never more of it than expected of that kind of answer.</summary>
internal static class BoundedBody
{
    /// <returns>The body, or null when it is longer than <paramref name="bytesMax"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > bytesMax)
            return null;
        using var body = new MemoryStream();
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (body.Length + read > bytesMax)
                    return null;
                body.Write(buffer, 0, read);
            }
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
