using System.Buffers;
using System.Net.Mime;
using Antpath.Server.Hosting;
using Antpath.Server.Problems;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Antpath.Server.Api.Runs;

/// <summary>
/// Reads submissions into memory, within a bound for each and one for all that are being read at once. Buffers are wiped afterwards: they held
/// somebody's keys.
/// </summary>
internal sealed class SubmissionBodies(IOptions<ApiOptions> options)
{
    private const int UnknownLengthBytes = 64 * 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly long _bufferedBytesMax = options.Value.SubmissionsBufferedBytesMax;
    private long _bufferedBytes;

    public static bool IsPlainJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && (request.Headers.ContentEncoding.Count == 0 || request.Headers.ContentEncoding == "identity");

    public async Task<Body> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax)
            return new Body(this, Refusals.TooLarge(bytesMax));

        var body = new Body(this, null);
        try
        {
            if (!body.TryGrow((int)(request.ContentLength ?? UnknownLengthBytes) + 1))
                return body.Refuse(Busy());

            while (await request.Body.ReadAsync(body.Free, cancellationToken) is > 0 and var read)
            {
                body.Length += read;
                if (body.Length > bytesMax)
                    return body.Refuse(Refusals.TooLarge(bytesMax));
                if (body.Free.Length == 0 && !body.TryGrow(Math.Min(body.Length * 2, bytesMax + 1)))
                    return body.Refuse(Busy());
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static ApiProblem Busy() => Refusals.RateLimited("Too many large submissions are arriving at once.", RetryAfter);

    private bool TryReserve(int bytes)
    {
        if (Interlocked.Add(ref _bufferedBytes, bytes) <= _bufferedBytesMax)
            return true;

        Interlocked.Add(ref _bufferedBytes, -bytes);
        return false;
    }

    private void Release(byte[] buffer)
    {
        Interlocked.Add(ref _bufferedBytes, -buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }

    /// <summary>A body in memory, or why there is none. Wiped on dispose.</summary>
    internal sealed class Body(SubmissionBodies bodies, ApiProblem? refusal) : IDisposable
    {
        private byte[]? _buffer;

        public ApiProblem? Refusal { get; private set; } = refusal;

        public int Length { get; set; }

        public ReadOnlyMemory<byte> Utf8Json => _buffer.AsMemory(0, Length);

        public Memory<byte> Free => _buffer.AsMemory(Length);

        public bool TryGrow(int bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(bytes);
            if (!bodies.TryReserve(larger.Length))
            {
                ArrayPool<byte>.Shared.Return(larger);
                return false;
            }

            _buffer?.AsSpan(0, Length).CopyTo(larger);
            if (_buffer is not null)
                bodies.Release(_buffer);

            _buffer = larger;
            return true;
        }

        public Body Refuse(ApiProblem problem)
        {
            Refusal = problem;
            return this;
        }

        public void Dispose()
        {
            if (_buffer is not null)
                bodies.Release(_buffer);

            _buffer = null;
        }
    }
}
