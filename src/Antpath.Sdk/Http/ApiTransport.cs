using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace Antpath.Http;

/// <summary>Sends calls and repeats them within their limits.</summary>
internal sealed class ApiTransport : IDisposable
{
    private const int AnswerBytesMax = 32 * 1024 * 1024;
    private static readonly ProductInfoHeaderValue UserAgent = new("antpath-dotnet", Version());

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;

    public ApiTransport(ClientSettings settings, HttpClient? http)
    {
        Settings = settings;
        _ownsHttp = http is null;
        _http = http ?? NewHttpClient();
    }

    public ClientSettings Settings { get; }

    /// <exception cref="AntpathException">The answer, or its absence, after the last try.</exception>
    public async Task<ApiAnswer<T>> SendAsync<T>(ApiCall<T> call, CancellationToken cancellationToken)
    {
        var limits = call.Retry ?? Settings.Retry;
        var begun = Settings.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var left = limits.Timeout - Settings.Time.GetElapsedTime(begun);
            var (value, failure, replayed) = await TryAsync(call, left, cancellationToken).ConfigureAwait(false);
            if (failure is null)
                return new ApiAnswer<T>(value!, replayed);
            if (call.AbsentAfterRetry && attempt > 1 && failure.Status == HttpStatusCode.NotFound)
                return new ApiAnswer<T>(default!, false);

            var wait = failure.Transient
                ? limits.NextWait(attempt, Settings.Time.GetElapsedTime(begun), failure.RetryAfter, Settings.Jitter())
                : null;
            if (wait is null)
                throw (attempt > 1 ? failure with { Detail = $"{failure.Detail}; {attempt} tries" } : failure).ToException(call.Submission);
            await Task.Delay(wait.Value, Settings.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a signed link. The token is not sent along: the link is its own credential.</summary>
    /// <returns>The answer with its body unread.</returns>
    public Task<HttpResponseMessage> OpenLinkAsync(Uri link, long offset, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.UserAgent.Add(UserAgent);
        if (offset > 0)
            request.Headers.Range = new RangeHeaderValue(offset, null);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <exception cref="ServerUnreachableException">No answer within one try.</exception>
    public async Task<ServerProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        const string Operation = "GET /healthz";
        using var timer = new CancellationTokenSource(Settings.AttemptTimeout, Settings.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var asked = Settings.Time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Settings.BaseUrl, "healthz"));
            request.Headers.UserAgent.Add(UserAgent);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            var version = response.Headers.TryGetValues("X-Antpath-Version", out var values) ? values.FirstOrDefault() : null;
            return new ServerProbe(response.StatusCode, version, response.Headers.Date, Settings.Time.GetElapsedTime(asked));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(Operation, Settings.AttemptTimeout).ToException(submission: false);
        }
        catch (HttpRequestException lost)
        {
            throw NotConnected(Operation, lost).ToException(submission: false);
        }
    }

    public void Dispose()
    {
        if (_ownsHttp)
            _http.Dispose();
    }

    private async Task<(T? Value, ApiFailure? Failure, bool Replayed)> TryAsync<T>(ApiCall<T> call, TimeSpan left, CancellationToken cancellationToken)
    {
        var timeout = Settings.AttemptTimeout + call.HeldFor;
        timeout = left < timeout ? left : timeout;
        using var timer = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, Settings.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = NewRequest(call);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return (default, await FailureReader.ReadAsync(call.Operation, response, Settings.Time, both.Token).ConfigureAwait(false), false);
            var body = await BoundedBody.ReadAsync(response.Content, AnswerBytesMax, both.Token).ConfigureAwait(false);
            return Read(call, response, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (default, TimedOut(call.Operation, timeout), false);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return (default, NotConnected(call.Operation, lost), false);
        }
    }

    private (T? Value, ApiFailure? Failure, bool Replayed) Read<T>(ApiCall<T> call, HttpResponseMessage response, ReadOnlyMemory<byte>? body)
    {
        try
        {
            if (body is { } bytes && JsonSerializer.Deserialize(bytes.Span, call.Answer) is { } value)
                return (value, null, response.Headers.Contains("Idempotent-Replayed"));
        }
        catch (JsonException)
        {
            // told below, without the parser's words: they may quote the body
        }

        var invalid = new ApiFailure
        {
            Operation = call.Operation,
            Status = response.StatusCode,
            Code = FailureCodes.AnswerInvalid,
            Detail = $"the answer is not the expected JSON; is {Settings.BaseUrl} an Antpath API of this client's version?",
            RequestId = FailureReader.RequestId(response),
        };
        return (default, invalid, false);
    }

    private ApiFailure TimedOut(string operation, TimeSpan timeout) => new()
    {
        Operation = operation,
        Code = FailureCodes.AttemptTimedOut,
        Detail = $"{Settings.BaseUrl.Authority} gave no answer within {timeout.TotalSeconds:0.#} s",
    };

    private ApiFailure NotConnected(string operation, Exception lost) => new()
    {
        Operation = operation,
        Code = FailureCodes.ConnectionFailed,
        Detail = $"the connection to {Settings.BaseUrl.Authority} failed: {lost.Message}",
        Cause = lost,
    };

    private HttpRequestMessage NewRequest<T>(ApiCall<T> call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(Settings.BaseUrl, call.Path + call.Query));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Settings.ApiToken);
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.IdempotencyKey is { } key)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private static HttpClient NewHttpClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the token goes to the configured host and nowhere else
            AutomaticDecompression = DecompressionMethods.None, // sizes and hashes are over the bytes as stored
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static string Version() =>
        typeof(ApiTransport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
