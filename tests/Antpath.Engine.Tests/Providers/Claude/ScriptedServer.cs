using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>A server on a real loopback socket that answers by script, so that connections break, stall and lie on cue. One request a connection.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>Stands in every text the server sends; no failure may repeat it.</summary>
    public const string Canary = "canary-4c8e";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly Func<ScriptedRequest, ScriptedAnswer> _script;
    private readonly Task _accepting;

    public ScriptedServer(Func<ScriptedRequest, ScriptedAnswer> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Answers by turn; the last answer stays.</summary>
    public ScriptedServer(params ScriptedAnswer[] answers)
        : this(InTurn(answers))
    {
    }

    public Uri BaseUrl => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    /// <summary>Completed by the first request.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        // the listener goes last: one that is stopped between two accepts answers the second with a complaint, not with the cancellation
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private static Func<ScriptedRequest, ScriptedAnswer> InTurn(ScriptedAnswer[] answers)
    {
        var next = -1;
        return _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream) is not { } request)
                    return;

                _requests.Enqueue(request);
                Asked.TrySetResult();
                await AnswerAsync(client, stream, _script(request));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // the caller left first
            }
        }
    }

    private async Task AnswerAsync(TcpClient client, NetworkStream stream, ScriptedAnswer answer)
    {
        switch (answer)
        {
            case ScriptedAnswer.Reset:
                client.LingerState = new LingerOption(enable: true, seconds: 0);
                break;
            case ScriptedAnswer.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                break;
            case ScriptedAnswer.Http http:
                var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {http.Status} X\r\nconnection: close\r\n");
                foreach (var (name, value) in http.Headers)
                    head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                if (http.Status != 204)
                    head.Append(CultureInfo.InvariantCulture, $"content-length: {http.Body.Length}\r\n");
                head.Append("\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), _stop.Token);
                await stream.WriteAsync(http.Body.AsMemory(0, http.Body.Length - http.MissingBytes), _stop.Token);
                break;
        }
    }

    private async Task<ScriptedRequest?> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[64 * 1024];
        var bodyAt = -1;
        while (bodyAt < 0)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                return null;
            received.AddRange(buffer.AsSpan(0, read));
            bodyAt = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(received).IndexOf("\r\n\r\n"u8);
        }

        var lines = Encoding.ASCII.GetString([.. received[..bodyAt]]).Split("\r\n");
        var headers = lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("content-length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var body = received[(bodyAt + 4)..];
        while (body.Count < length || (headers.ContainsKey("transfer-encoding") && !EndsChunks(body)))
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                return null;
            body.AddRange(buffer.AsSpan(0, read));
        }

        var first = lines[0].Split(' ');
        return new ScriptedRequest(first[0], first[1], headers, [.. body]);
    }

    private static bool EndsChunks(List<byte> body) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(body).EndsWith("0\r\n\r\n"u8);
}
