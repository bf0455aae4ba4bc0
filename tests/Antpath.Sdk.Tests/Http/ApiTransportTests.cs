using System.Net;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Sdk.Tests.Support;
using Antpath.Workspaces;

namespace Antpath.Sdk.Tests.Http;

public sealed class ApiTransportTests
{
    private const string Route = "GET /v1/whoami";

    private static readonly WhoAmI Someone = new()
    {
        Workspace = new WorkspaceReference { Id = new WorkspaceId(Sample.Run.Value), Name = "Ants" },
        AppUserId = new AppUserId(Sample.Run.Value),
        Scopes = ["read"],
    };

    private static readonly Reply Answer = Replies.Json(Someone, WireJson.Default.WhoAmI);

    [Fact]
    public async Task The_token_goes_along_as_a_bearer()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Answer);

        var who = await f.Client.WhoAmIAsync();

        Assert.Equal("Ants", who.Workspace.Name);
        var request = Assert.Single(f.Server.Requests);
        Assert.Equal($"Bearer {Sample.Token}", request.Headers["Authorization"]);
        Assert.StartsWith("antpath-dotnet/", request.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_busy_and_broken_answers_are_asked_for_again()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.CutOff, Replies.Problem(503, "draining"), Replies.Text("<html>", "text/html", 502), Replies.Problem(500, "internal_error"), Answer);

        await f.Client.WhoAmIAsync();

        Assert.Equal(5, f.Server.Requests.Count);
        Assert.Equal([125, 250, 500, 1000], f.Time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_said()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Problem(429, "rate_limited", headers: "Retry-After: 7"), Replies.Problem(429, "rate_limited", headers: "Retry-After: Sun, 01 Mar 2026 12:00:12 GMT"), Answer);

        await f.Client.WhoAmIAsync();

        Assert.Equal(7.125, f.Time.Waits[0].TotalSeconds);
        Assert.Equal(5, f.Time.Waits[1].TotalSeconds);
    }

    [Fact]
    public async Task A_rate_limit_that_lasts_ends_in_an_exception_with_the_wait_asked_for()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Problem(429, "rate_limited", headers: "Retry-After: 600"));

        var thrown = await Assert.ThrowsAsync<QuotaExceededException>(() => f.Client.WhoAmIAsync());

        Assert.Equal(TimeSpan.FromMinutes(10), thrown.RetryAfter);
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_in_unreachable_with_the_number_of_tries()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.CutOff);

        var thrown = await Assert.ThrowsAsync<ServerUnreachableException>(() => f.Client.WhoAmIAsync());

        Assert.Equal(5, f.Server.Requests.Count);
        Assert.Null(thrown.Status);
        Assert.Equal("connection_failed", thrown.Code);
        Assert.Contains("5 tries", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(f.Server.BaseUrl.Authority, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_too()
    {
        await using var f = new ClientFixture();
        await f.Server.DisposeAsync();

        Assert.Equal("connection_failed", (await Assert.ThrowsAsync<ServerUnreachableException>(() => f.Client.WhoAmIAsync())).Code);
        await Assert.ThrowsAsync<ServerUnreachableException>(() => f.Client.ProbeAsync());
    }

    [Fact]
    public async Task A_stalled_try_is_given_up_and_made_again()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Stall, Answer);

        var asking = f.Client.WhoAmIAsync();
        await f.Server.Reached(Route);
        f.Time.Advance(TimeSpan.FromSeconds(30));
        await asking;

        Assert.Equal(2, f.Server.Requests.Count);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_failure_and_is_not_repeated()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Stall);
        using var cancelling = new CancellationTokenSource();

        var asking = f.Client.WhoAmIAsync(cancelling.Token);
        await f.Server.Reached(Route);
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Single(f.Server.Requests);
    }

    [Theory]
    [InlineData(400, "parameter_invalid", typeof(RequestRefusedException))]
    [InlineData(401, "token_revoked", typeof(UnauthorizedException))]
    [InlineData(403, "scope_missing", typeof(ForbiddenException))]
    [InlineData(404, "run_not_found", typeof(NotFoundException))]
    [InlineData(409, "output_deleted", typeof(ConflictException))]
    [InlineData(422, "anything", typeof(RequestRefusedException))]
    [InlineData(429, "open_runs_quota_exceeded", typeof(QuotaExceededException))]
    [InlineData(501, "not_implemented", typeof(ServerException))]
    public async Task Refusals_are_typed_by_who_must_act_and_never_repeated(int status, string code, Type expected)
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Problem(status, code, "do this instead", [new Problem("?limit", "out_of_range", "Say less.")]));

        var thrown = await Assert.ThrowsAnyAsync<AntpathException>(() => f.Client.WhoAmIAsync());

        Assert.Equal(expected, thrown.GetType());
        Assert.Equal(code, thrown.Code);
        Assert.Equal((HttpStatusCode)status, thrown.Status);
        Assert.Equal("req_scripted", thrown.RequestId);
        Assert.Equal("?limit", Assert.Single(thrown.Problems).Pointer);
        Assert.Contains("GET /v1/whoami: do this instead", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Token, thrown.ToString(), StringComparison.Ordinal);
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task Another_servers_pages_are_told_apart_from_the_api()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Text("<html>welcome</html>", "text/html"));

        var thrown = await Assert.ThrowsAsync<ServerException>(() => f.Client.WhoAmIAsync());

        Assert.Equal("answer_invalid", thrown.Code);
        Assert.DoesNotContain("welcome", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_does_not_follow_a_redirect()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Text("", status: 307, headers: "Location: https://elsewhere.example/path?secret=1"));

        var thrown = await Assert.ThrowsAsync<ServerException>(() => f.Client.WhoAmIAsync());

        Assert.Contains("https://elsewhere.example", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret=1", thrown.Message, StringComparison.Ordinal);
        Assert.Single(f.Server.Requests);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using var f = new ClientFixture();
        f.Server.On(Route, Replies.Text("{}", "application/json", 200, "X-Padding: 1"), Answer);
        f.Server.On("GET /v1/workspace", async (_, connection, cancellationToken) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
            var blanks = new byte[1024 * 1024];
            Array.Fill(blanks, (byte)' ');
            while (true)
                await connection.WriteAsync(blanks, cancellationToken);
        });

        var thrown = await Assert.ThrowsAsync<ServerException>(() => f.Client.GetWorkspaceAsync());

        Assert.Equal("answer_invalid", thrown.Code);
    }

    [Fact]
    public async Task The_probe_shows_no_token_and_reads_the_servers_clock()
    {
        await using var f = new ClientFixture();
        f.Server.On("GET /healthz", Replies.Text("ok", "text/plain", 200, "Date: Sun, 01 Mar 2026 12:00:05 GMT", "X-Antpath-Version: 0.5.0"));

        var probe = await f.Client.ProbeAsync();

        Assert.Equal("0.5.0", probe.Version);
        Assert.Equal(Sample.Day.AddSeconds(5), probe.Clock);
        Assert.DoesNotContain("Authorization", Assert.Single(f.Server.Requests).Headers.Keys);
    }
}
