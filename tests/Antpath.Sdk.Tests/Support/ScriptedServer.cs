using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Antpath.Sdk.Tests.Support;

/// <summary>
/// A server on a real loopback socket that answers by script: for each route the replies are used up one by one and the last one stays.
/// A route without a script answers 599, so that a test notices.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new(StringComparer.Ordinal);
    private readonly Task _accepting;
    private int _disposed;

    public ScriptedServer()
    {
        _listener.Start();
        BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri BaseUrl { get; }

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Sets the script of a route, e.g. <c>GET /v1/whoami</c>; replies given for the same route before are dropped.</summary>
    public ScriptedServer On(string route, params Reply[] replies)
    {
        _scripts[route] = new Script(replies);
        return this;
    }

    public IReadOnlyList<ReceivedRequest> To(string route) => [.. _requests.Where(request => Route(request) == route)];

    /// <summary>Completes when a request to the route has been read.</summary>
    public Task Reached(string route) => Signal(route).Task;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        // the listener goes last: one that is stopped between two accepts answers the second with a complaint, not with the cancellation
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private static string Route(ReceivedRequest request) => $"{request.Method} {request.Path}";

    private TaskCompletionSource Signal(string route) =>
        _reached.GetOrAdd(route, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
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
                Signal(Route(request)).TrySetResult();
                var reply = _scripts.TryGetValue(Route(request), out var script) ? script.Next() : Replies.Text($"no script for {Route(request)}", status: 599);
                await reply(request, stream, _stopping.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // the client hung up, or the test is over
            }
        }
    }

    private async Task<ReceivedRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        var target = lines[0].Split(' ')[1].Split('?', 2);
        return new ReceivedRequest(lines[0].Split(' ')[0], target[0], target.Length > 1 ? target[1] : "", headers, body);
    }

    private sealed class Script(Reply[] replies)
    {
        private int _next = -1;

        public Reply Next() => replies[Math.Min(Interlocked.Increment(ref _next), replies.Length - 1)];
    }
}
