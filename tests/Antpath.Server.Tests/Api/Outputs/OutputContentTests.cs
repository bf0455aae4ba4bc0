using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Antpath.Problems;

namespace Antpath.Server.Tests.Api.Outputs;

public sealed class OutputContentTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("<script>alert('ants')</script>");

    [Fact]
    public async Task A_link_gives_the_file_as_something_no_browser_runs()
    {
        var link = await LinkAsync("räport <b>.html", "text/html");
        using var client = server.Anonymous();

        using var answer = await client.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(Content, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("räport <b>.html", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl is { NoStore: true, Private: true });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Content)), answer.Headers.GetValues("X-Antpath-Sha256").Single());
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_stopped()
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();
        var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(10, null) } };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(Content[10..], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new ContentRangeHeaderValue(10, Content.Length - 1, Content.Length), answer.Content.Headers.ContentRange);
    }

    [Fact]
    public async Task A_range_under_another_entity_tag_is_the_whole_file()
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();
        var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(10, null), IfRange = new RangeConditionHeaderValue("\"other\"") } };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_range_after_the_end_is_refused_with_the_size()
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();
        var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(1000, null) } };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 416, ApiProblemCodes.RangeNotSatisfiable);
        Assert.Equal(Content.Length, answer.Content.Headers.ContentRange?.Length);
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task A_copy_at_hand_is_not_sent_again(string known, int status)
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content))}\"";
        var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.TryAddWithoutValidation("If-None-Match", known.Replace("{0}", tag, StringComparison.Ordinal));

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(tag, answer.Headers.ETag?.Tag);
        Assert.Equal(status == 304 ? 0 : Content.Length, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task HEAD_answers_the_headers_alone()
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();

        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Content.Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=nonsense")]
    [InlineData("?token=a&token=b")]
    public async Task What_is_no_link_leads_nowhere(string query)
    {
        using var client = server.Anonymous();

        using var answer = await client.GetAsync($"/v1/outputs/content{query}", TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 404, ApiProblemCodes.LinkInvalid);
    }

    [Fact]
    public async Task A_link_that_was_changed_leads_nowhere()
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();
        var last = link[^1];

        using var answer = await client.GetAsync(link[..^2] + (link[^2] == 'A' ? 'B' : 'A') + last, TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 404, ApiProblemCodes.LinkInvalid);
    }

    [Fact]
    public async Task The_token_in_a_link_reaches_no_log_even_at_trace_level()
    {
        var link = await LinkAsync("report.md", "text/markdown");
        using var client = server.Anonymous();

        using var good = await client.GetAsync(link, TestContext.Current.CancellationToken);
        using var bad = await client.GetAsync(link + "x", TestContext.Current.CancellationToken);

        var token = link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        Assert.DoesNotContain(token, server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_workspace_gets_no_link()
    {
        var theirs = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, theirs, Content, "report.md", "text/markdown");
        var mine = await server.CreateTenantAsync();

        using var answer = await mine.Client.PostAsync($"/v1/runs/{run}/outputs/{output}/link", null, TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 404, ApiProblemCodes.OutputNotFound);
    }

    [Fact]
    public async Task An_output_is_listed_as_it_was_captured()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, tenant, Content, "../../report.md", "text/markdown");

        var list = await tenant.Client.GetFromJsonAsync($"/v1/runs/{run}/outputs", WireJson.Default.OutputList, TestContext.Current.CancellationToken);

        var listed = Assert.Single(list!.Data);
        Assert.Equal(output, listed.Id);
        Assert.Equal("../../report.md", listed.FileName);
        Assert.Equal(Content.Length, listed.SizeBytes);
    }

    private async Task<string> LinkAsync(string fileName, string contentType)
    {
        var tenant = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, tenant, Content, fileName, contentType);
        using var answer = await tenant.Client.PostAsync($"/v1/runs/{run}/outputs/{output}/link", null, TestContext.Current.CancellationToken);
        var link = await answer.Content.ReadFromJsonAsync(WireJson.Default.OutputLink, TestContext.Current.CancellationToken);
        return link!.Url;
    }
}
