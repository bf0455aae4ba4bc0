using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Antpath.Engine.Tests.Outputs.Storage.S3;

/// <summary>Stands between a store of ours and the real server, and fails on cue.</summary>
internal sealed class S3FaultProxy : IAsyncDisposable
{
    private static readonly string[] HopByHop = ["Connection", "Keep-Alive", "Transfer-Encoding", "Host"];

    private readonly WebApplication _app;
    private readonly HttpClient _server;

    private S3FaultProxy(WebApplication app, Uri server)
    {
        _app = app;
        _server = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server };
    }

    public string Endpoint => _app.Urls.Single();

    /// <summary>Asked before a request is passed on; true when it was dealt with here.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Asked after the server did it and before its answer is passed on; true when the answer was dealt with here.</summary>
    public Func<HttpContext, Task<bool>> After { get; set; } = _ => Task.FromResult(false);

    public static async Task<S3FaultProxy> StartAsync(Uri server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var proxy = new S3FaultProxy(app, server);
        app.Run(proxy.PassAsync);
        await app.StartAsync();
        return proxy;
    }

    public static bool IsPart(HttpContext context) => context.Request.Method == "PUT" && context.Request.Query.ContainsKey("partNumber");

    public static bool IsComplete(HttpContext context) => context.Request.Method == "POST" && context.Request.Query.ContainsKey("uploadId");

    public static async Task<bool> AnswerAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{context.Request.Headers.Authorization}</Message></Error>");
        return true;
    }

    public static Task<bool> Drop(HttpContext context)
    {
        context.Abort();
        return Task.FromResult(true);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        if (await Before(context))
            return;
        var request = context.Request;
        using var passed = new HttpRequestMessage(new HttpMethod(request.Method), $"{request.Path}{request.QueryString}") { Content = new StreamContent(request.Body) };
        foreach (var (name, values) in request.Headers.Where(h => !HopByHop.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!passed.Headers.TryAddWithoutValidation(name, values.ToArray()))
                passed.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        passed.Headers.Host = request.Host.Value; // it is signed
        passed.Content.Headers.ContentLength = request.ContentLength ?? 0;
        using var answer = await _server.SendAsync(passed, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => !HopByHop.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        if (await After(context))
            return;
        if (request.Method != "HEAD" && answer.StatusCode != HttpStatusCode.NoContent)
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
