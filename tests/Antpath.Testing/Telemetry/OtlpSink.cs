using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Antpath.Testing.Telemetry;

/// <summary>A collector for OTLP over HTTP that keeps every body as it came. Texts stand in protobuf as they are, so the bytes can be searched.</summary>
public sealed class OtlpSink : IAsyncDisposable
{
    private const int TriesMax = 20;

    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly ConcurrentQueue<(string Path, string Headers, byte[] Body)> _kept = new();

    private OtlpSink(HttpListener listener, Uri url)
    {
        (_listener, Url) = (listener, url);
        _serving = ServeAsync();
    }

    /// <summary>What <c>ANTPATH_TELEMETRY_OTLP_URL</c> is set to.</summary>
    public Uri Url { get; }

    /// <summary>Every body about traces, a character for a byte.</summary>
    public IReadOnlyList<string> Traces => Of("/v1/traces");

    /// <summary>Every body about metrics, all in one.</summary>
    public string Metrics => string.Concat(Of("/v1/metrics"));

    /// <summary>Everything, headers and all.</summary>
    public string All => string.Join('\n', _kept.Select(kept => $"{kept.Path}\n{kept.Headers}{Encoding.Latin1.GetString(kept.Body)}"));

    public static OtlpSink Start()
    {
        for (var tries = 1; ; tries++)
        {
            // the listener takes no port 0; between the two somebody else may take the port
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            probe.Stop();
            var listener = new HttpListener { Prefixes = { url.AbsoluteUri } };
            try
            {
                listener.Start();
                return new OtlpSink(listener, url);
            }
            catch (HttpListenerException) when (tries < TriesMax)
            {
                listener.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await KeepAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!_listener.IsListening)
                    return;
            }
        }
    }

    private async Task KeepAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        _kept.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers.ToString()!, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf"; // an empty answer of this type says that all was taken
        context.Response.Close();
    }

    private List<string> Of(string path) => [.. _kept.Where(kept => kept.Path == path).Select(kept => Encoding.Latin1.GetString(kept.Body))];
}
