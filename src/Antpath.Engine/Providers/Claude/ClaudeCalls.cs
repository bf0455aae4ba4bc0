using System.Text.Json;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Services;
using Npgsql;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// The one way out to the provider: takes a turn under the rate budget, bounds the time, repeats what may be repeated, reads the answer within
/// bounds and turns everything that can go wrong into a <see cref="ProviderFailure"/>. The SDK's own retries are off throughout: it would repeat
/// creates (provider contract §1.5).
/// </summary>
internal sealed class ClaudeCalls(ClaudeTransport transport, ClaudeKey key)
{
    /// <summary>The SDK's calls, with raw answers.</summary>
    public IBetaServiceWithRawResponse Beta => key.Beta;

    public ClaudeProviderOptions Options => transport.Options;

    /// <summary>Asks and reads the answer's JSON.</summary>
    /// <param name="call">What kind of call it is.</param>
    /// <param name="send">Sends it through the SDK.</param>
    /// <param name="read">Makes the value; must not keep the element. Throws <see cref="UnreadableAnswerException"/> for what it cannot do without.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ProviderResult<T>> AskAsync<T>(
        ProviderCall call, Func<CancellationToken, Task<HttpResponse>> send, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        RunAsync(call, async (token, answer) =>
        {
            using var response = await send(token);
            answer.RequestId = AnswerHandler.RequestIdOf(response.RawMessage);
            await using var body = await response.RawMessage.Content.ReadAsStreamAsync(token);
            await using var bounded = new BoundedStream(body, Options.AnswerBytesMax);
            using var document = await JsonDocument.ParseAsync(bounded, default, token);
            return read(document.RootElement);
        }, cancellationToken);

    /// <summary>Asks for something to be removed; the answer's body does not matter and may be empty.</summary>
    public Task<ProviderResult<bool>> RemoveAsync(ProviderCall call, Func<CancellationToken, Task<HttpResponse>> send, CancellationToken cancellationToken) =>
        RunAsync(call, async (token, _) =>
        {
            using var response = await send(token);
            return true;
        }, cancellationToken);

    /// <summary>Asks for content; the caller of the stream disposes it.</summary>
    public Task<ProviderResult<Stream>> OpenAsync(ProviderCall call, Func<CancellationToken, Task<HttpResponse>> send, CancellationToken cancellationToken) =>
        RunAsync<Stream>(call, async (token, _) =>
        {
            var response = await send(token);
            try
            {
                var body = await response.RawMessage.Content.ReadAsStreamAsync(token);
                return new DownloadStream(response, body, Options.DownloadIdleTimeout, Options.DownloadTimeout, transport.Time);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }, cancellationToken);

    private async Task<ProviderResult<T>> RunAsync<T>(ProviderCall call, Func<CancellationToken, AnswerBegun, Task<T>> once, CancellationToken cancellationToken)
    {
        var answer = new AnswerBegun();
        // starts to run with the first turn: waiting for one is bounded on its own
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, transport.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            ProviderFailure failure;
            try
            {
                await using var turn = await transport.Budget.TakeAsync(key.Fingerprint, call, either.Token);
                if (!turn.Granted)
                    return FailureTable.ForNoTurn(call, turn.ComeBackIn);

                if (tries == 1)
                    timeout.CancelAfter(call.Timeout);
                answer.RequestId = null;
                return await ObservedAsync(call, once, answer, either.Token);
            }
            catch (ProviderAnswerException e)
            {
                failure = FailureTable.ForAnswer(call, e.Answer);
                if (e.Answer.Status == 429)
                    failure = await LimitedAsync(call, failure);
                if (!MayRepeat(call, e.Answer, tries))
                    return failure;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (NpgsqlException)
            {
                return FailureTable.ForNoBudget(call);
            }
            catch (Exception e) when (LossOf(e, timeout.IsCancellationRequested) is { } loss)
            {
                return FailureTable.ForLoss(call, loss) with { RequestId = answer.RequestId };
            }

            // without an answer in time for another try, the last answer is the result
            if (!await PauseAsync(tries, either.Token, cancellationToken))
                return failure;
        }
    }

    /// <summary>One request and its answer, as those see it who watch from outside.</summary>
    private async Task<T> ObservedAsync<T>(
        ProviderCall call, Func<CancellationToken, AnswerBegun, Task<T>> once, AnswerBegun answer, CancellationToken cancellationToken)
    {
        using var observed = transport.Reports.Observe(call);
        try
        {
            var value = await once(cancellationToken, answer);
            observed.Succeeded(answer.RequestId);
            return value;
        }
        catch (ProviderAnswerException e)
        {
            observed.Refused(e.Answer);
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            observed.Lost();
            throw;
        }
    }

    private async Task<ProviderFailure> LimitedAsync(ProviderCall call, ProviderFailure failure)
    {
        if (failure.RetryAfter is { } hold)
        {
            try
            {
                await transport.Budget.HoldAsync(key.Fingerprint, call.Family, hold, CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // the other workers will be refused as well and say so; this answer is worth more
            }

            return failure;
        }

        // a cap rather than a rate: it goes on until a person acts (provider contract §2.2)
        transport.Reports.LimitMet(call, failure);
        return failure with { RetryAfter = Options.LimitWait };
    }

    // losses are not repeated here: below us the connection handler has already repeated requests without a body (provider contract §1.5)
    private bool MayRepeat(ProviderCall call, ProviderAnswer answer, int tries) =>
        call.Repeatable
        && tries < Options.ReadTriesMax
        && answer.MayRepeat != false
        && (answer.Status is 408 or 500 or 502 or 503 or 504 or 529 || (answer.Status == 429 && answer.RetryAfter < call.Timeout));

    private async Task<bool> PauseAsync(int tries, CancellationToken either, CancellationToken callers)
    {
        var backoff = Options.ReadBackoff * (1 << (tries - 1)) * (1 + transport.Jitter());
        try
        {
            await Task.Delay(backoff, transport.Time, either);
            return true;
        }
        catch (OperationCanceledException) when (!callers.IsCancellationRequested)
        {
            return false;
        }
    }

    private static CallLoss? LossOf(Exception exception, bool timedOut) => exception switch
    {
        UnreadableAnswerException or JsonException or AnthropicInvalidDataException => CallLoss.Unreadable,
        AnswerTooLargeException => CallLoss.TooLarge,
        OperationCanceledException when timedOut => CallLoss.TimedOut,
        // the connection handler gives its own limit on connecting away by the inner exception
        OperationCanceledException { InnerException: TimeoutException } => CallLoss.NotSent,
        OperationCanceledException => CallLoss.TimedOut,
        AnthropicIOException { InnerException: HttpRequestException inner } => LossOf(inner, timedOut),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
        } => CallLoss.NotSent,
        HttpRequestException or IOException or AnthropicIOException => CallLoss.ConnectionLost,
        _ => null,
    };

    /// <summary>What is known of an answer before it is read: it names the request even when the rest is lost.</summary>
    private sealed class AnswerBegun
    {
        public string? RequestId { get; set; }
    }
}
