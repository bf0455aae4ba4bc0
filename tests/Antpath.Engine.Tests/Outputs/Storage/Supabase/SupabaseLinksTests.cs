using System.Text.Json.Nodes;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.S3;
using Antpath.Engine.Outputs.Storage.Supabase;
using Antpath.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Outputs.Storage.Supabase;

/// <summary>Against our reading of Supabase Storage's published REST shape: no real project was asked.</summary>
public sealed class SupabaseLinksTests : IAsyncLifetime
{
    private const string Key = "the-service-key";

    private readonly OutputPath _path = OutputPath.New(new WorkspaceId(Guid.CreateVersion7()));
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private WebApplication _app = null!;
    private Func<HttpContext, Task<(int Status, string Body)>> _answer = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            var (status, body) = await _answer(context);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        });
        await _app.StartAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_link_is_asked_for_with_its_time_and_saved_under_its_name()
    {
        _answer = async context =>
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            var good = context.Request.Method == "POST"
                && context.Request.Path == $"/storage/v1/object/sign/outputs/{_path}"
                && context.Request.Headers.Authorization == $"Bearer {Key}"
                && context.Request.Headers["apikey"] == Key
                && (int)body!["expiresIn"]! == 60;
            return good ? (200, $$"""{"signedURL":"/object/sign/outputs/{{_path}}?token=abc"}""") : (400, Error(403));
        };

        var link = await MakeAsync("räport & co.html");

        Assert.Equal(
            $"{_app.Urls.Single()}/storage/v1/object/sign/outputs/{_path}?token=abc&download=r%C3%A4port%20%26%20co.html",
            link.Url.AbsoluteUri);
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), link.ExpiresAt);
    }

    [Theory]
    [InlineData(400, 404, StoreFault.Missing)]
    [InlineData(400, 403, StoreFault.Refused)]
    [InlineData(400, 429, StoreFault.Unavailable)]
    [InlineData(400, 500, StoreFault.Unavailable)]
    [InlineData(503, null, StoreFault.Unavailable)]
    [InlineData(401, null, StoreFault.Refused)]
    public async Task The_real_status_stands_in_the_body(int status, int? real, StoreFault fault)
    {
        _answer = _ => Task.FromResult((status, real is { } code ? Error(code) : "<html>token=abc</html>"));

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => MakeAsync("x"));

        Assert.Equal(fault, problem.Fault);
        Assert.DoesNotContain("token", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"signedURL":"https://evil.test/object"}""")]
    [InlineData("""{"signedURL":"@evil.test/"}""")]
    [InlineData("""{"signedURL":"/object/sign/outputs/another?token=abc"}""")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    public async Task A_link_that_leads_elsewhere_is_not_given_out(string body)
    {
        _answer = _ => Task.FromResult((200, body));

        await Assert.ThrowsAsync<OutputStoreException>(() => MakeAsync("x"));
    }

    private static string Error(int status) => $$"""{"statusCode":"{{status}}","error":"some_error","message":"token=abc"}""";

    private async Task<StoreLink> MakeAsync(string fileName)
    {
        using var links = new SupabaseLinks(
            new StorageOptions { Backend = StorageBackend.Supabase, SupabaseKey = Key },
            new S3Options { S3Endpoint = $"{_app.Urls.Single()}/storage/v1/s3" },
            _time);
        return await links.MakeAsync(_path, fileName, Cancellation);
    }
}
