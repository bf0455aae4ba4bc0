using System.Text.RegularExpressions;
using Antpath.Server.Problems;

namespace Antpath.Server.Tests.Documentation;

public sealed partial class DocumentationPagesTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_reference_loads_only_what_this_server_has()
    {
        using var client = server.Anonymous();

        using var page = await client.GetAsync("/docs", TestContext.Current.CancellationToken);

        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("//", html.Replace("<!doctype html>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        foreach (Match script in Sources().Matches(html))
        {
            using var answer = await client.GetAsync(script.Groups["source"].Value, TestContext.Current.CancellationToken);
            Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(2, Sources().Count(html));
    }

    [Fact]
    public async Task Every_problem_has_its_place_on_the_page_that_documents_point_to()
    {
        using var client = server.Anonymous();

        var html = await client.GetStringAsync("/docs/problems", TestContext.Current.CancellationToken);

        Assert.All(ProblemKinds.All, kind => Assert.Contains($"id=\"{kind.Code}\"", html, StringComparison.Ordinal));
    }

    [GeneratedRegex("<script src=\"(?<source>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sources();
}
