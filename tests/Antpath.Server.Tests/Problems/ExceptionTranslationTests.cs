using System.Net.Sockets;
using System.Text.Json;
using Antpath.Engine.Outputs.Storage;
using Antpath.Problems;
using Antpath.Server.Problems;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Server.Tests.Problems;

public sealed class ExceptionTranslationTests : IDisposable
{
    private readonly KeptLog _log = new();

    public static TheoryData<Exception, int, string> Translations => new()
    {
        { new BadHttpRequestException("inner words", 413), 413, ApiProblemCodes.BodyTooLarge },
        { new BadHttpRequestException("inner words", 408), 408, ApiProblemCodes.RequestTimeout },
        { new BadHttpRequestException("other", 400), 400, ApiProblemCodes.RequestMalformed },
        { new AntiforgeryValidationException("inner words"), 400, ApiProblemCodes.RequestMalformed },
        { new NpgsqlException("gone", new SocketException()), 503, ApiProblemCodes.TemporarilyUnavailable },
        { new NpgsqlException("slow", new TimeoutException()), 503, ApiProblemCodes.TemporarilyUnavailable },
        { new PostgresException("shutting down", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown), 503, ApiProblemCodes.TemporarilyUnavailable },
        { new PostgresException("read only", "ERROR", "ERROR", PostgresErrorCodes.ReadOnlySqlTransaction), 503, ApiProblemCodes.TemporarilyUnavailable },
        { new PostgresException("full", "FATAL", "FATAL", PostgresErrorCodes.TooManyConnections), 503, ApiProblemCodes.TemporarilyUnavailable },
        { new OutputStoreException("gone"), 503, ApiProblemCodes.TemporarilyUnavailable },
        { new PostgresException("duplicate", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation), 500, ApiProblemCodes.InternalError },
        { new InvalidOperationException("our mistake"), 500, ApiProblemCodes.InternalError },
        { new OperationCanceledException("somebody else's"), 500, ApiProblemCodes.InternalError },
    };

    [Theory]
    [MemberData(nameof(Translations))]
    public async Task Every_fault_has_its_answer_and_says_nothing_of_itself(Exception fault, int status, string code)
    {
        var context = Context();

        await TranslateAsync(context, fault);

        var text = Body(context);
        var problem = JsonSerializer.Deserialize(text, ProblemJsonContext.Default.ProblemDocument)!;
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(code, problem.Code);
        Assert.Equal("req_1", problem.RequestId);
        Assert.DoesNotContain(fault.Message, text, StringComparison.Ordinal);
        Assert.Equal(status == 503, context.Response.Headers.RetryAfter.Count == 1);
        Assert.Equal(status == 500, _log.Text.Contains("Error", StringComparison.Ordinal) && _log.Text.Contains("req_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Headers_of_the_answer_that_failed_are_forgotten()
    {
        var context = Context();
        context.Response.Headers.ContentDisposition = "attachment";
        context.Response.Headers.ETag = "\"x\"";
        context.Response.ContentLength = 5_000_000;

        await TranslateAsync(context, new OutputStoreException("gone"));

        Assert.Equal(0, context.Response.Headers.ContentDisposition.Count);
        Assert.Equal(0, context.Response.Headers.ETag.Count);
        Assert.Equal(Body(context).Length, context.Response.ContentLength);
    }

    [Fact]
    public async Task A_client_that_has_gone_is_no_fault()
    {
        var context = Context();
        context.RequestAborted = new CancellationToken(canceled: true);

        await TranslateAsync(context, new IOException("reset by peer"));

        Assert.Equal("", Body(context));
        Assert.Equal("", _log.Text);
    }

    public void Dispose() => _log.Dispose();

    private async Task TranslateAsync(HttpContext context, Exception fault)
    {
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(_log));
        await new ExceptionTranslation(_ => throw fault, loggers.CreateLogger<ExceptionTranslation>()).InvokeAsync(context);
    }

    private static DefaultHttpContext Context() => new() { TraceIdentifier = "req_1", Response = { Body = new MemoryStream() } };

    private static string Body(HttpContext context) => System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
