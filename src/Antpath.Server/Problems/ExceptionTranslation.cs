using System.Security.Cryptography;
using Antpath.Engine.Database;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Secrets.Keys;
using Microsoft.AspNetCore.Antiforgery;
using Npgsql;

namespace Antpath.Server.Problems;

/// <summary>The one place where an exception becomes an answer. What it says goes to the log; the caller gets the request's id.</summary>
internal sealed partial class ExceptionTranslation(RequestDelegate next, ILogger<ExceptionTranslation> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client has gone: nobody to answer, nothing to report
            context.Abort();
        }
        catch (Exception e)
        {
            var problem = Translate(e, context);
            if (context.Response.HasStarted)
            {
                // half an answer must not look like a whole one
                context.Abort();
                return;
            }

            ForgetTheAnswer(context.Response.Headers);
            await problem.ExecuteAsync(context);
        }
    }

    /// <summary>Headers that spoke of the answer that failed. Those that every answer has stay.</summary>
    private static void ForgetTheAnswer(IHeaderDictionary headers)
    {
        headers.ContentDisposition = default;
        headers.ContentRange = default;
        headers.AcceptRanges = default;
        headers.ETag = default;
        headers.Location = default;
    }

    private ApiProblem Translate(Exception exception, HttpContext context)
    {
        // forms and sessions are sealed with keys of the database; the framework wraps what keeps it from them
        switch (exception is CryptographicException { InnerException: NpgsqlException keys } ? keys : exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new(ProblemKinds.BodyTooLarge, "The body is larger than this operation accepts. Send less content.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return new(ProblemKinds.RequestTimeout, "The body arrived too slowly. Send it again.");
            case BadHttpRequestException:
                return new(ProblemKinds.RequestMalformed, "The request could not be read as HTTP. Look at the client or proxy that built it.");
            case AntiforgeryValidationException:
                return new(ProblemKinds.RequestMalformed, "The form was not sent by a page of this host, or the page is too old. Reload it and send it again.");
            case NpgsqlException npgsql when DatabaseTrouble.Is(npgsql):
                Log.DependencyUnavailable(logger, context.TraceIdentifier, exception.GetType().Name, npgsql.SqlState);
                return new(ProblemKinds.TemporarilyUnavailable, "The database does not answer. Repeat the request shortly.") { RetryAfter = RetryAfter };
            case KeyUnavailableException:
                Log.DependencyUnavailable(logger, context.TraceIdentifier, exception.GetType().Name, null);
                return new(ProblemKinds.TemporarilyUnavailable, "The key service does not answer. Repeat the request shortly.") { RetryAfter = RetryAfter };
            case OutputStoreException:
                Log.DependencyUnavailable(logger, context.TraceIdentifier, exception.GetType().Name, null);
                return new(ProblemKinds.TemporarilyUnavailable, "The storage of outputs does not answer. Repeat the request shortly.") { RetryAfter = RetryAfter };
            default:
                Log.Unexpected(logger, context.TraceIdentifier, exception);
                return new(ProblemKinds.InternalError, $"The request failed for a reason that is logged under {context.TraceIdentifier}.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Error, "Request {RequestId} failed unexpectedly")]
        public static partial void Unexpected(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(3101, LogLevel.Warning, "Request {RequestId} found something it needs unavailable: {Exception} {SqlState}")]
        public static partial void DependencyUnavailable(ILogger logger, string requestId, string exception, string? sqlState);
    }
}
