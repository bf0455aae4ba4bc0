using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antpath.Conformance.Tests.Target;

/// <summary>
/// What every call passes: waits as long as a 429 asks (§3; nothing was done, so any call may be sent again) and, when asked to, writes one recording per
/// session in the emulator's snapshot format.
/// </summary>
public sealed class WireRecorder(string? folder, TimeProvider time) : DelegatingHandler(new SocketsHttpHandler())
{
    private const int WaitsMax = 5;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(90);

    private readonly Lock _gate = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[]? body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken); // buffered, so that it can be sent again
        for (int waits = 0; ; waits++)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.TooManyRequests || response.Headers.RetryAfter?.Delta is not { } delay || delay > WaitMax || waits == WaitsMax)
            {
                await RecordAsync(request, body, response, cancellationToken);
                return response;
            }
            response.Dispose();
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>Only JSON calls that name a session: those are what a replay is made of.</summary>
    private async Task RecordAsync(HttpRequestMessage request, byte[]? body, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.PathAndQuery;
        if (folder is null || SessionOf(path) is not { } session || response.Content.Headers.ContentType?.MediaType != "application/json")
            return;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var line = new JsonObject
        {
            ["at"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["method"] = request.Method.Method,
            ["path"] = path,
            ["status"] = (int)response.StatusCode,
            ["request"] = Read(body),
            ["response"] = Read(await response.Content.ReadAsByteArrayAsync(cancellationToken)),
        };
        lock (_gate)
            File.AppendAllText(Path.Combine(folder, session + ".jsonl"), line.ToJsonString() + "\n", new UTF8Encoding(false));
    }

    private static string? SessionOf(string path)
    {
        int at = path.IndexOf("sesn_", StringComparison.Ordinal);
        return at < 0 ? null : string.Concat(path[at..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
    }

    private static JsonNode? Read(byte[]? bytes)
    {
        try
        {
            return bytes is null or [] ? null : JsonNode.Parse(bytes);
        }
        catch (JsonException) // an upload
        {
            return null;
        }
    }
}
