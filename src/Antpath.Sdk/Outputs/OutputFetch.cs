using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath;

/// <summary>
/// Fetches one output's bytes into a stream, in as many passes as it takes: each pass continues where the one before broke off. What arrives
/// is counted and hashed, and never longer than listed.
/// </summary>
internal sealed class OutputFetch(ApiTransport transport, RunId run, OutputView output, Stream target, Action<long> progress) : IDisposable
{
    private const int BlockBytes = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TimeProvider _time = transport.Settings.Time;
    private long _position;
    private Uri? _link;

    private string Operation => $"download of output {output.Id}";

    /// <summary>Counts in what an earlier, broken download left, which is not longer than the output.</summary>
    public async Task ResumeAfterAsync(Stream partial, CancellationToken cancellationToken)
    {
        var block = new byte[BlockBytes];
        int read;
        while ((read = await partial.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
        {
            _hash.AppendData(block, 0, read);
            _position += read;
        }
    }

    /// <exception cref="OutputMismatchException">The bytes are not the ones listed; the target holds rubbish.</exception>
    /// <exception cref="AntpathException">The content could not be had.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var breaks = 0;
        var lastProgressAt = _time.GetTimestamp();
        while (_position < output.SizeBytes)
        {
            var from = _position;
            var failure = await PassAsync(cancellationToken).ConfigureAwait(false);
            if (failure is null)
                continue;
            if (_position > from)
                (breaks, lastProgressAt) = (0, _time.GetTimestamp());
            breaks++;
            var wait = transport.Settings.Retry.NextWait(breaks, _time.GetElapsedTime(lastProgressAt), failure.RetryAfter, transport.Settings.Jitter())
                ?? throw failure.ToException(submission: false);
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }

        var sha256 = Convert.ToHexString(_hash.GetHashAndReset());
        if (!sha256.Equals(output.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new OutputMismatchException(output, "the content's SHA-256 is not the recorded one");
    }

    public void Dispose() => _hash.Dispose();

    private async Task<ApiFailure?> PassAsync(CancellationToken cancellationToken)
    {
        // making a link is a call like any other, with retries of its own
        _link ??= await NewLinkAsync(cancellationToken).ConfigureAwait(false);
        using var stall = new CancellationTokenSource(transport.Settings.AttemptTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using var response = await transport.OpenLinkAsync(_link, _position, both.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await CopyAsync(response, stall, both.Token).ConfigureAwait(false);

            var refused = await FailureReader.ReadAsync(Operation, response, _time, both.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is >= 400 and < 500)
                _link = null; // expired most likely: the next pass asks for a new one
            return refused;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Broken(FailureCodes.AttemptTimedOut, $"nothing arrived for {transport.Settings.AttemptTimeout.TotalSeconds:0.#} s", null);
        }
        catch (HttpRequestException lost)
        {
            return Broken(FailureCodes.ConnectionFailed, "the connection broke", lost);
        }
        catch (HttpIOException lost)
        {
            return Broken(FailureCodes.ConnectionFailed, "the connection broke", lost);
        }
    }

    private async Task<ApiFailure?> CopyAsync(HttpResponseMessage response, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        var partial = response.StatusCode == HttpStatusCode.PartialContent;
        if (partial && response.Content.Headers.ContentRange?.From != _position)
            return Broken(FailureCodes.AnswerInvalid, $"the server continued at another place than byte {_position}", null);
        var skip = partial ? 0 : _position; // a server without ranges starts over
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                while (true)
                {
                    stall.CancelAfter(transport.Settings.AttemptTimeout);
                    var read = await ReadAsync(content, block, cancellationToken).ConfigureAwait(false);
                    stall.CancelAfter(Timeout.InfiniteTimeSpan); // a slow target is not a stalled server
                    if (read == 0)
                        return Ended();
                    var skipped = (int)Math.Min(skip, read);
                    skip -= skipped;
                    await KeepAsync(block.AsMemory(skipped, read - skipped), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private ApiFailure? Ended() =>
        _position == output.SizeBytes ? null : Broken(FailureCodes.ConnectionFailed, $"the content ended at byte {_position} of {output.SizeBytes}", null);

    // only what the network does becomes an HttpIOException: a full disk is not worth another try
    private static async Task<int> ReadAsync(Stream content, byte[] block, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(block.AsMemory(0, BlockBytes), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException lost) when (lost is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, lost.Message, lost);
        }
    }

    private async Task KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
            return;
        if (_position + bytes.Length > output.SizeBytes)
            throw new OutputMismatchException(output, $"the content is longer than the recorded {output.SizeBytes} bytes");
        await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(bytes.Span);
        _position += bytes.Length;
        progress(_position);
    }

    private async Task<Uri> NewLinkAsync(CancellationToken cancellationToken)
    {
        var link = await OutputCalls.LinkAsync(transport, run, output.Id, cancellationToken).ConfigureAwait(false);
        return Uri.TryCreate(link.Url, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url
            : throw new ServerException(Broken(FailureCodes.AnswerInvalid, "the server gave a link that is no absolute http(s) URL", null));
    }

    private ApiFailure Broken(string code, string detail, Exception? cause) =>
        new() { Operation = Operation, Code = code, Detail = detail, Cause = cause };
}
