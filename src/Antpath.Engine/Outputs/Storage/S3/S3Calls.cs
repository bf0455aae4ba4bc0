using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Every request goes through here: each has a longest time, and each failure becomes one of ours that repeats no address, key or body.</summary>
internal sealed class S3Calls(IAmazonS3 client, TimeProvider time)
{
    /// <param name="act">What is tried, for the message: "read", "write", ….</param>
    /// <param name="path">The object, or null when it is about the bucket.</param>
    /// <param name="timeout">Longest wait, repeats included.</param>
    /// <param name="call">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutputStoreException">The store failed.</exception>
    public async Task<T> SendAsync<T>(
        string act, OutputPath? path, TimeSpan timeout, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await call(client, both.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new OutputStoreException($"The output store did not {What(act, path)} within {timeout.TotalSeconds:0.#} s.", new TimeoutException(e.GetType().Name));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && Translate(What(act, path), e) is { } translated)
        {
#pragma warning disable MA0027 // not the caught one: what that says may repeat what was sent
            throw translated;
#pragma warning restore MA0027
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // whatever the request made of being cancelled
        }
    }

    private static string What(string act, OutputPath? path) => path is null ? $"{act} the bucket" : $"{act} the object '{path}'";

    private static OutputStoreException? Translate(string what, Exception exception) => exception switch
    {
        // neither the message nor the exception itself: both may repeat what was sent
        AmazonServiceException { StatusCode: > HttpStatusCode.Continue } e => Refusal(what, e.StatusCode, Code(e.ErrorCode)),
        AmazonServiceException or HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException =>
            new OutputStoreException($"The output store could not be reached to {what}.", Cause(exception)!),
        AmazonClientException => new OutputStoreException($"The output store did not {what}; its answer could not be read."),
        _ => null,
    };

    /// <summary>The network's own words, which name a host at most.</summary>
    private static Exception? Cause(Exception exception) => exception is AmazonServiceException ? exception.InnerException as HttpRequestException : exception;

    private static OutputStoreException Refusal(string what, HttpStatusCode status, string code)
    {
        var fault = (status, code) switch
        {
            (_, "NoSuchKey") or (HttpStatusCode.NotFound, "NotFound" or "") => StoreFault.Missing,
            (_, "SlowDown" or "RequestTimeout" or "InternalError" or "ServiceUnavailable") => StoreFault.Unavailable,
            ( >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests, _) => StoreFault.Refused,
            (HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect, _) => StoreFault.Refused,
            _ => StoreFault.Unavailable,
        };
        return new OutputStoreException($"The output store did not {what}: {(int)status}{(code.Length > 0 ? $" {code}" : "")}.") { Fault = fault, Code = code };
    }

    private static string Code(string? code) => code is { Length: > 0 and <= 64 } && code.All(char.IsAsciiLetterOrDigit) ? code : "";
}
