using System.Net;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Ids;

namespace Antpath.EndToEnd.Tests.Dashboard;

/// <summary>The dashboard over real HTTP, with cookies as a browser keeps them.</summary>
public sealed class DashboardTests(RunningStack stack)
{
    [Fact]
    public async Task A_one_time_link_opens_the_dashboard_once_and_the_pages_show_a_run()
    {
        var run = await OurProgram.RunAsync("antpath.dll", ["run", "samples/quickstart/template.json", "--follow", "--json"], stack.UserEnvironment());
        Assert.True(run.ExitCode == 0, run.ToString());
        var id = run.Output.Split('"').First(word => RunId.TryParse(word, out _));
        using var browser = Browser();

        var list = await browser.GetAsync(stack.DashboardLink);
        Assert.Equal("/runs", list.RequestMessage!.RequestUri!.AbsolutePath);
        var listed = await list.Content.ReadAsStringAsync();
        Assert.Contains(id, listed, StringComparison.Ordinal);
        Assert.Contains("Outputs take", listed, StringComparison.Ordinal);

        var page = await browser.GetAsync(new Uri(stack.BaseUrl, $"/runs/{id}"));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        foreach (var words in (string[])["field-report", "succeeded", "report.md", "environment", "Destroyed the run&#x27;s secret", "Manifest", "Delete outputs"])
            Assert.Contains(words, html, StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);

        var forged = await browser.PostAsync(new Uri(stack.BaseUrl, $"/runs/{id}/delete"), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);

        var manifest = await OurProgram.RunAsync("antpath.dll", ["outputs", "manifest", id], stack.UserEnvironment());
        Assert.True(manifest.ExitCode == 0, manifest.ToString());
        Assert.Contains("\"fileName\":\"report.md\"", manifest.Output, StringComparison.Ordinal);
        var form = html[html.IndexOf($"/runs/{id}/outputs/delete", StringComparison.Ordinal)..];
        var value = form[(form.IndexOf("value=\"", StringComparison.Ordinal) + "value=\"".Length)..];
        var deleted = await browser.PostAsync(
            new Uri(stack.BaseUrl, $"/runs/{id}/outputs/delete"),
            new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = value[..value.IndexOf('"', StringComparison.Ordinal)] }));
        Assert.Contains("The outputs were deleted", await deleted.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var other = Browser();
        var again = await other.GetAsync(stack.DashboardLink);
        Assert.Equal("/sign-in", again.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("/runs")]
    [InlineData("/runs/run_00000000000000000000000000")]
    [InlineData("/live")]
    [InlineData("/runs/run_00000000000000000000000000/live")]
    [InlineData("/runs/run_00000000000000000000000000/outputs/out_00000000000000000000000000")]
    public async Task Nobody_sees_a_page_without_signing_in(string path)
    {
        using var browser = Browser();

        var answer = await browser.GetAsync(new Uri(stack.BaseUrl, path));

        Assert.Equal("/sign-in", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("delete")]
    [InlineData("outputs/retry")]
    [InlineData("outputs/delete")]
    public async Task Nobody_acts_without_signing_in(string verb)
    {
        using var browser = Browser();

        var answer = await browser.PostAsync(new Uri(stack.BaseUrl, $"/runs/run_00000000000000000000000000/{verb}"), new FormUrlEncodedContent([]));

        Assert.Equal("/sign-in", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    private static HttpClient Browser() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }, disposeHandler: true);
}
