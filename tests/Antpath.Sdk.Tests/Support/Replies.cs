using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antpath.Problems;

namespace Antpath.Sdk.Tests.Support;

/// <summary>Everything a server, or the network before it, may do.</summary>
internal static class Replies
{
    /// <summary>Begins to answer and closes the connection. (One that closes without a word is asked again by the HTTP handler itself.)</summary>
    public static Reply CutOff { get; } = (_, connection, cancellationToken) => connection.WriteAsync("HTTP/1.1 200 O"u8.ToArray(), cancellationToken).AsTask();

    /// <summary>Never answers.</summary>
    public static Reply Stall { get; } = (_, _, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    public static Reply Json<T>(T value, JsonTypeInfo<T> type, int status = 200, params string[] headers) =>
        Text(JsonSerializer.Serialize(value, type), "application/json", status, headers);

    public static Reply Problem(int status, string code, string detail = "told by the script", IReadOnlyList<Problem>? errors = null, params string[] headers)
    {
        var document = new ProblemDocument { Status = status, Code = code, Detail = detail, Errors = errors, RequestId = "req_scripted" };
        return Text(JsonSerializer.Serialize(document, ProblemJsonContext.Default.ProblemDocument), ProblemDocument.MediaType, status, headers);
    }

    public static Reply Text(string text, string mediaType = "text/plain", int status = 200, params string[] headers) =>
        Bytes(Encoding.UTF8.GetBytes(text), mediaType, status, headers);

    public static Reply Bytes(byte[] body, string mediaType = "application/octet-stream", int status = 200, params string[] headers) =>
        (request, connection, cancellationToken) => WriteAsync(connection, request, status, mediaType, body, body.Length, headers, cancellationToken);

    /// <summary>A file as the content endpoint serves it: from the asked byte on, optionally breaking off after so many of it.</summary>
    public static Reply File(byte[] content, int? breakAfter = null, bool ignoreRange = false) => async (request, connection, cancellationToken) =>
    {
        var from = ignoreRange ? 0 : (int)request.RangeFrom;
        var rest = content[from..];
        string[] headers = from == 0 ? [] : [$"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}"];
        var sent = breakAfter is { } bytes ? rest[..Math.Min(bytes, rest.Length)] : rest;
        await WriteAsync(connection, request, from == 0 ? 200 : 206, "application/octet-stream", sent, rest.Length, headers, cancellationToken);
    };

    /// <summary>Sends the beginning of a file and then nothing more, without closing.</summary>
    public static Reply FileThatStalls(byte[] content, int after) => async (request, connection, cancellationToken) =>
    {
        await WriteAsync(connection, request, 200, "application/octet-stream", content[..after], content.Length, [], cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    };

    private static async Task WriteAsync(
        Stream connection, ReceivedRequest request, int status, string mediaType, byte[] body, int length, string[] headers, CancellationToken cancellationToken)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\nContent-Type: {mediaType}\r\nContent-Length: {length}\r\nConnection: close\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        if (request.Method != "HEAD")
            await connection.WriteAsync(body, cancellationToken);
        await connection.FlushAsync(cancellationToken);
    }
}
