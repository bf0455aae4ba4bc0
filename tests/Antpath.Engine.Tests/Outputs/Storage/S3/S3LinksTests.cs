using System.Globalization;
using System.Net;
using System.Web;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Outputs.Storage.S3;

public sealed class S3LinksTests(S3Bucket bucket) : IClassFixture<S3Bucket>
{
    private readonly OutputPath _path = OutputPath.New(new WorkspaceId(Guid.CreateVersion7()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_gives_a_stranger_the_bytes_as_an_attachment_until_the_object_is_gone()
    {
        using var store = bucket.Store(links: "native");
        await store.WriteAsync(_path, new MemoryStream([1, 2, 3]), 3, Cancellation);
        var link = await store.LinkAsync(_path, "räport <b>.html", Cancellation);
        using var stranger = new HttpClient();

        using var answer = await stranger.GetAsync(link!.Url, Cancellation);
        await store.DeleteAsync(_path, Cancellation);
        using var gone = await stranger.GetAsync(link.Url, Cancellation);

        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("räport <b>.html", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.DoesNotContain("Signature", link.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_says_its_time_and_nobody_can_lengthen_it()
    {
        using var store = bucket.Store(links: "native", time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        await store.WriteAsync(_path, new MemoryStream([1]), 1, Cancellation);
        var link = await store.LinkAsync(_path, "x", Cancellation);
        using var stranger = new HttpClient();

        var expires = HttpUtility.ParseQueryString(link!.Url.Query)["X-Amz-Expires"]!;
        var longer = link.Url.AbsoluteUri.Replace($"X-Amz-Expires={expires}", "X-Amz-Expires=6000", StringComparison.Ordinal);

        using var changed = await stranger.GetAsync(new Uri(longer), Cancellation);

        Assert.InRange(int.Parse(expires, CultureInfo.InvariantCulture), 1, 62); // counted from the server's clock, as far as the SDK knows it
        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
    }

    [Fact]
    public async Task Where_the_api_serves_links_the_store_makes_none()
    {
        using var store = bucket.Store();

        Assert.Null(await store.LinkAsync(_path, "x", Cancellation));
    }
}
