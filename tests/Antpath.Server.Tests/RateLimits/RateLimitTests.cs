using System.Net;
using System.Text.RegularExpressions;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Server.RateLimits;
using Antpath.Server.Tests.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.RateLimits;

public sealed partial class RateLimitTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_accepted_submission_says_where_the_workspace_stands()
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await Submissions.PostAsync(tenant.Client, Submissions.Valid());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("\"submit\";q=1000;w=100", Header(answer, "RateLimit-Policy"));
        Assert.Equal("\"submit\";r=999;t=1", Header(answer, "RateLimit"));
    }

    [Fact]
    public async Task Who_submits_too_fast_is_told_when_to_come_back_and_nothing_is_stored()
    {
        await using var strict = await server.StartAnotherAsync(("ANTPATH_LIMIT_SUBMIT_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SUBMIT_BURST", "2"));
        var tenant = await server.CreateTenantAsync();
        using var client = RunningServer.ClientOf(strict, tenant.TokenText.Reveal());
        await Submissions.AcceptedAsync(client);
        await Submissions.AcceptedAsync(client);

        using var answer = await Submissions.PostAsync(client, Submissions.Valid());

        await Refusal.IsAsync(answer, 429, ApiProblemCodes.RateLimited);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"submit\";q=2;w=120", Header(answer, "RateLimit-Policy"));
        Assert.Matches(StateAtZero(), Header(answer, "RateLimit"));
        Assert.Equal(2L, await CountAsync("select count(*) from runs where workspace_id = $1", tenant.Workspace));
    }

    [Fact]
    public async Task Strangers_and_tokens_without_the_scope_spend_nobodys_share()
    {
        var tenant = await server.CreateTenantAsync("read");
        using var stranger = server.Anonymous();

        using var refused = await Submissions.PostAsync(tenant.Client, Submissions.Valid());
        using var unknown = await Submissions.PostAsync(stranger, Submissions.Valid());

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized], [refused.StatusCode, unknown.StatusCode]);
        Assert.Equal(0L, await CountAsync("select count(*) from rate_limit_buckets where subject = $1", (object)tenant.Workspace.ToString()));
    }

    [Fact]
    public async Task Cancels_and_deletes_share_a_limit()
    {
        await using var strict = await server.StartAnotherAsync(
            ("ANTPATH_LIMIT_CANCEL_DELETE_PER_MINUTE", "1"), ("ANTPATH_LIMIT_CANCEL_DELETE_BURST", "1"));
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        using var client = RunningServer.ClientOf(strict, tenant.TokenText.Reveal());

        using var cancelled = await client.PostAsync($"/v1/runs/{run.Id}/cancel", null, Cancellation);
        using var deleted = await client.DeleteAsync($"/v1/runs/{run.Id}", Cancellation);

        Assert.True(cancelled.IsSuccessStatusCode);
        await Refusal.IsAsync(deleted, 429, ApiProblemCodes.RateLimited);
        Assert.Equal(0L, await CountAsync("select count(*) from runs where workspace_id = $1 and pending_delete_at is not null", tenant.Workspace));
    }

    [Theory]
    [InlineData("/members", "invite", "MEMBER")]
    [InlineData("/tokens", "create", "TOKEN")]
    public async Task What_a_page_answers_itself_is_limited_too(string page, string form, string limit)
    {
        await using var strict = await server.StartAnotherAsync(($"ANTPATH_LIMIT_{limit}_PER_MINUTE", "1"), ($"ANTPATH_LIMIT_{limit}_BURST", "1"));
        using var browser = await Browser.SignInAsync(server, await server.CreateTenantAsync(), strict);
        (string, string)[] fields = [.. Browser.HiddenFields(await browser.PageAsync(page), form), ("Role", "viewer"), ("name", "t"), ("scope", "read")];

        using var first = await browser.PostAsync(page, fields);
        using var second = await browser.PostAsync(page, fields);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    [Fact]
    public async Task Sign_ins_are_held_back_by_address_and_by_email_with_the_same_answer()
    {
        await using var strict = await server.StartAnotherAsync(("ANTPATH_LIMIT_SIGN_IN_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SIGN_IN_BURST", "2"));
        var limit = strict.Services.GetRequiredService<SignInLimit>();
        var email = $"{Guid.CreateVersion7():n}@example.test";

        Assert.True(await limit.AllowsAsync(From("203.0.113.1"), email));
        Assert.True(await limit.AllowsAsync(From("203.0.113.2"), email));
        Assert.False(await limit.AllowsAsync(From("203.0.113.3"), email));
        Assert.True(await limit.AllowsAsync(From("203.0.113.1"), null));
        Assert.False(await limit.AllowsAsync(From("203.0.113.1"), null));
    }

    [Theory]
    [InlineData("/sign-in/link?token=guess")]
    [InlineData("/sign-in/mail?token=guess")]
    public async Task Who_guesses_links_is_sent_away_before_anything_is_looked_up(string link)
    {
        await using var strict = await server.StartAnotherAsync(("ANTPATH_LIMIT_SIGN_IN_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SIGN_IN_BURST", "1"));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = RunningServer.AddressOf(strict) };
        await using (var forget = server.Database.CreateCommand("delete from rate_limit_buckets where bucket = 'sign_in'"))
            await forget.ExecuteNonQueryAsync(Cancellation);

        using var first = await client.GetAsync(new Uri(link, UriKind.Relative), Cancellation);
        using var second = await client.GetAsync(new Uri(link, UriKind.Relative), Cancellation);

        Assert.DoesNotContain("notice=wait", first.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("notice=wait", second.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private Task<long> CountAsync(string sql, WorkspaceId workspace) => CountAsync(sql, (object)workspace.Value);

    private async Task<long> CountAsync(string sql, object value)
    {
        await using var command = server.Database.CreateCommand(sql);
        command.Parameters.AddWithValue(value);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    [GeneratedRegex("^\"submit\";r=0;t=(1[01][0-9]|120)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex StateAtZero();
}
