using System.Net;
using System.Net.Sockets;

namespace Antpath.Testing.SignIn;

/// <summary>
/// Somebody with a browser's cookies who reaches a server by its public name. Redirects are followed one at a time, so that a test sees each of them.
/// </summary>
public sealed class Visitor : IDisposable
{
    private readonly HttpClient _http;

    public Visitor(Uri publicUrl, Uri listening)
    {
        PublicUrl = publicUrl;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                var (host, port) = context.DnsEndPoint.Host == publicUrl.Host ? (listening.Host, listening.Port) : (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
                await socket.ConnectAsync(host, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    public Uri PublicUrl { get; }

    public CookieContainer Cookies { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path) => GetAsync(new Uri(PublicUrl, path));

    public Task<HttpResponseMessage> GetAsync(Uri url) => _http.GetAsync(url, Cancellation);

    /// <summary>Follows redirects to the last answer.</summary>
    public async Task<HttpResponseMessage> FollowAsync(Uri url)
    {
        for (var hop = 0; hop < 20; hop++)
        {
            var answer = await GetAsync(url);
            if (answer.Headers.Location is not { } location)
                return answer;
            answer.Dispose();
            url = new Uri(url, location);
        }

        throw new InvalidOperationException($"redirected without end, last to {url.AbsolutePath}");
    }

    /// <summary>Sends the form of a page, as its button would.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        using var shown = await GetAsync(page);
        var html = await shown.Content.ReadAsStringAsync(Cancellation);
        var form = html[html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal)..];
        form = form[..form.IndexOf("</form>", StringComparison.Ordinal)];
        var hidden = form.Split("<input type=\"hidden\"").Skip(1).Select(i => (Between(i, "name=\"", "\""), WebUtility.HtmlDecode(Between(i, "value=\"", "\""))));
        var body = hidden.Concat(fields).GroupBy(f => f.Item1).Select(g => KeyValuePair.Create(g.Key, g.Last().Item2));
        return await PostAsync(action, body);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await _http.PostAsync(new Uri(PublicUrl, path), content, Cancellation);
    }

    /// <summary>Whether pages of the dashboard open.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        using var answer = await GetAsync("/runs");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    public void Dispose() => _http.Dispose();

    private static string Between(string text, string before, string after)
    {
        var from = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[from..text.IndexOf(after, from, StringComparison.Ordinal)];
    }
}
