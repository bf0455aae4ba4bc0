using System.Net;
using System.Net.Http.Json;
using Antpath.Ids;
using Antpath.Problems;

namespace Antpath.Server.Tests.Api.Sweeps;

public sealed class ProviderSweepTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Built here, so that no key-shaped text stands in a file.</summary>
    private static string Key { get; } = "sk-ant-" + new string('q', 30);

    [Fact]
    public async Task A_search_is_accepted_and_can_be_read_again_without_its_key()
    {
        var tenant = await server.CreateTenantAsync();

        using var accepted = await PostAsync(tenant.Client, Body(""","dryRun":true"""));
        var text = await accepted.Content.ReadAsStringAsync(Cancellation);
        var again = await tenant.Client.GetFromJsonAsync(accepted.Headers.Location, WireJson.Default.ProviderSweepView, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("queued", again!.Status);
        Assert.True(again.DryRun);
        Assert.True(again.SecretHeld);
        Assert.Equal($"/v1/provider-sweeps/{again.Id}", accepted.Headers.Location!.ToString());
        Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_workspaces_search_does_not_exist()
    {
        var mine = await server.CreateTenantAsync();
        var theirs = await server.CreateTenantAsync();
        using var accepted = await PostAsync(theirs.Client, Body());

        using var ofTheirs = await mine.Client.GetAsync(accepted.Headers.Location, Cancellation);
        using var ofNone = await mine.Client.GetAsync(new Uri($"/v1/provider-sweeps/{ProviderSweepId.From(Guid.AllBitsSet)}", UriKind.Relative), Cancellation);
        using var noId = await mine.Client.GetAsync(new Uri("/v1/provider-sweeps/run_x", UriKind.Relative), Cancellation);

        await Refusal.IsAsync(ofTheirs, 404, ApiProblemCodes.ProviderSweepNotFound);
        await Refusal.IsAsync(ofNone, 404, ApiProblemCodes.ProviderSweepNotFound);
        await Refusal.IsAsync(noId, 404, ApiProblemCodes.ProviderSweepNotFound);
    }

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"secrets":{"anthropic":{"apiKey":"wrong"}}}""", "/secrets/anthropic/apiKey")]
    [InlineData("""{"secrets":{"anthropic":{"apiKey":"$KEY"}},"apiKey":"x"}""", "/apiKey")]
    [InlineData("""{"secrets":{"anthropic":{"apiKey":"$KEY"},"mcpServers":[{"name":"a","url":"https://a.example"}]}}""", "/secrets")]
    [InlineData("""{"secrets":{"anthropic":{"apiKey":"$KEY"}},"dryRun":"yes"}""", "/dryRun")]
    public async Task What_is_no_request_is_refused_with_its_place_and_without_its_content(string body, string pointer)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await PostAsync(tenant.Client, body.Replace("$KEY", Key, StringComparison.Ordinal));

        var problem = await Refusal.IsAsync(answer, 422, ApiProblemCodes.SubmissionRefused);
        Assert.Contains(problem.Errors!, e => e.Pointer == pointer);
        Assert.DoesNotContain(Key, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_open_searches_are_refused_for_now()
    {
        var tenant = await server.CreateTenantAsync();
        var body = Body();
        using var first = await PostAsync(tenant.Client, body);
        using var second = await PostAsync(tenant.Client, body);

        using var third = await PostAsync(tenant.Client, body);

        await Refusal.IsAsync(third, 429, ApiProblemCodes.RateLimited);
        Assert.NotNull(third.Headers.RetryAfter);
    }

    private static string Body(string more = "") => $$"""{"secrets":{"anthropic":{"apiKey":"{{Key}}"} }{{more}} }""";

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) =>
        client.PostAsync(new Uri("/v1/provider-sweeps", UriKind.Relative), Submissions.Json(body), Cancellation);
}
