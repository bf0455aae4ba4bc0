using System.Net;
using System.Net.Http.Json;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Antpath.Problems;
using Antpath.Runs;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Server.Tests.Api.Runs;

public sealed class SubmitRunTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_submission_is_accepted_with_the_run_and_where_to_find_it()
    {
        var tenant = await server.CreateTenantAsync();

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Valid());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var run = (await response.Content.ReadFromJsonAsync(WireJson.Default.RunView, TestContext.Current.CancellationToken))!;
        Assert.Equal($"/v1/runs/{run.Id}", response.Headers.Location?.OriginalString);
        Assert.Equal(RunStatus.Queued, run.Status);
        Assert.False(response.Headers.Contains("Idempotent-Replayed"));
        var again = await tenant.Client.GetFromJsonAsync(response.Headers.Location, WireJson.Default.RunView, TestContext.Current.CancellationToken);
        Assert.Equal(run.Id, again!.Id);
        Assert.NotNull(again.Snapshot);
    }

    [Fact]
    public async Task An_MCP_server_in_a_private_network_is_refused_unless_the_deployment_allows_it()
    {
        await using var lenient = await server.StartAnotherAsync(("ANTPATH_SERVER_ALLOW_PRIVATE_URLS", "true"));
        var tenant = await server.CreateTenantAsync();
        using var client = RunningServer.ClientOf(lenient, tenant.TokenText.Reveal());

        using var refused = await Submissions.PostAsync(tenant.Client, WithMcpServer("https://169.254.169.254/mcp"));
        using var allowed = await Submissions.PostAsync(client, WithMcpServer("https://169.254.169.254/mcp"));
        using var open = await Submissions.PostAsync(tenant.Client, WithMcpServer("https://mcp.tracker.example/mcp"));

        var problem = await Refusal.IsAsync(refused, 422, ApiProblemCodes.SubmissionRefused);
        Assert.Equal(("/template/agent/mcpServers/0/url", ProblemCodes.PrivateUrl), (problem.Errors!.Single().Pointer, problem.Errors!.Single().Code));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted], [allowed.StatusCode, open.StatusCode]);
    }

    private static JsonObject WithMcpServer(string url)
    {
        var submission = Submissions.Valid();
        var agent = submission["template"]!["agent"]!.AsObject();
        agent["tools"] = new JsonArray(new JsonObject
        {
            ["type"] = "mcp_toolset", ["mcpServerName"] = "tracker", ["defaultConfig"] = new JsonObject { ["permissionPolicy"] = new JsonObject { ["type"] = "always_allow" } },
        });
        agent["mcpServers"] = new JsonArray(new JsonObject { ["name"] = "tracker", ["url"] = url });
        return submission;
    }

    [Fact]
    public async Task The_same_key_and_content_answers_the_first_run()
    {
        var tenant = await server.CreateTenantAsync();
        var first = await Submissions.AcceptedAsync(tenant.Client, key: "monday");

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Valid(), "monday");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("true", response.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(first.Id, (await response.Content.ReadFromJsonAsync(WireJson.Default.RunView, TestContext.Current.CancellationToken))!.Id);
        Assert.Equal(1, await RunsOfAsync(tenant));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_a_conflict_that_names_the_first_run()
    {
        var tenant = await server.CreateTenantAsync();
        var first = await Submissions.AcceptedAsync(tenant.Client, key: "monday");

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Valid("bees"), "monday");

        var problem = await Refusal.IsAsync(response, 409, ApiProblemCodes.IdempotencyKeyReused);
        Assert.Equal($"/v1/runs/{first.Id}", problem.Instance);
        Assert.Equal(1, await RunsOfAsync(tenant));
    }

    [Fact]
    public async Task Every_problem_is_listed_and_nothing_is_stored()
    {
        var tenant = await server.CreateTenantAsync();
        var submission = Submissions.Valid();
        submission["variables"] = new JsonObject { ["topci"] = "ants" };
        submission["tags"] = new JsonArray("a tag with blanks");
        submission["priority"] = 1000;

        using var response = await Submissions.PostAsync(tenant.Client, submission);

        var problem = await Refusal.IsAsync(response, 422, ApiProblemCodes.SubmissionRefused);
        Assert.Subset(problem.Errors!.Select(e => e.Pointer).ToHashSet(), new HashSet<string> { "/tags/0", "/priority" });
        Assert.Contains(problem.Errors!, e => e.Code == ProblemCodes.VariableMissing);
        Assert.Contains(problem.Errors!, e => e.Code == ProblemCodes.VariableUnknown);
        Assert.Equal(0, await RunsOfAsync(tenant));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("{\"template\": }")]
    public async Task What_is_not_JSON_is_malformed(string body)
    {
        var tenant = await server.CreateTenantAsync();

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Json(body));

        var problem = await Refusal.IsAsync(response, 400, ApiProblemCodes.BodyMalformed);
        Assert.NotEmpty(problem.Errors!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task What_is_not_announced_as_JSON_is_not_read(string? contentType)
    {
        var tenant = await server.CreateTenantAsync();
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Submissions.Valid().ToJsonString()));
        body.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        using var response = await Submissions.PostAsync(tenant.Client, body);

        await Refusal.IsAsync(response, 415, ApiProblemCodes.ContentTypeUnsupported);
    }

    [Fact]
    public async Task A_compressed_body_is_not_read()
    {
        var tenant = await server.CreateTenantAsync();
        var body = Submissions.Json(Submissions.Valid().ToJsonString());
        body.Headers.ContentEncoding.Add("gzip");

        using var response = await Submissions.PostAsync(tenant.Client, body);

        await Refusal.IsAsync(response, 415, ApiProblemCodes.ContentTypeUnsupported);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_whether_announced_or_not(bool chunked)
    {
        var tenant = await server.CreateTenantAsync();
        var body = Submissions.Json(new string(' ', SubmissionLimits.Default.BodyBytesMax + 1));
        if (chunked)
            body = new StreamContent(await body.ReadAsStreamAsync(TestContext.Current.CancellationToken)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = body };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await tenant.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await Refusal.IsAsync(response, 413, ApiProblemCodes.BodyTooLarge);
    }

    [Fact]
    public async Task A_body_without_a_length_is_read_to_its_end()
    {
        var tenant = await server.CreateTenantAsync();
        var submission = Submissions.Valid();
        submission["template"]!["inputFiles"] = new JsonArray(new JsonObject { ["path"] = "data.csv", ["content"] = new string('1', 300_000) });
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = Submissions.Json(submission.ToJsonString()) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await tenant.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\tcolumns")]
    public async Task A_key_that_is_not_printable_ASCII_is_refused(string key)
    {
        var tenant = await server.CreateTenantAsync();

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Valid(), key);

        await Refusal.IsAsync(response, 400, ApiProblemCodes.IdempotencyKeyInvalid);
    }

    [Theory]
    [InlineData(255, HttpStatusCode.Accepted)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    public async Task A_key_has_255_characters_at_most(int length, HttpStatusCode expected)
    {
        var tenant = await server.CreateTenantAsync();

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Valid(), new string('k', length));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task One_run_over_the_quota_is_told_to_wait()
    {
        var tenant = await server.CreateTenantAsync();
        await SetAsync("open_runs_max = 1", tenant);
        await Submissions.AcceptedAsync(tenant.Client);

        using var response = await Submissions.PostAsync(tenant.Client, Submissions.Valid("bees"));

        await Refusal.IsAsync(response, 429, ApiProblemCodes.OpenRunsQuotaExceeded);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_run_longer_than_the_plan_allows_is_refused_at_its_limit()
    {
        var tenant = await server.CreateTenantAsync();
        await SetAsync("run_duration_seconds_max = 60", tenant);
        var submission = Submissions.Valid();
        submission["template"]!["limits"] = new JsonObject { ["maxDurationSeconds"] = 600 };

        using var response = await Submissions.PostAsync(tenant.Client, submission);

        var problem = await Refusal.IsAsync(response, 422, ApiProblemCodes.SubmissionRefused);
        Assert.Equal("/template/limits/maxDurationSeconds", problem.Errors!.Single().Pointer);
    }

    [Fact]
    public async Task No_secret_and_no_content_reaches_the_log()
    {
        const string Canary = "canary-in-the-prompt-4711";
        var tenant = await server.CreateTenantAsync();

        await Submissions.AcceptedAsync(tenant.Client, Submissions.Valid(Canary), "key-4711");
        using var refused = await Submissions.PostAsync(tenant.Client, Submissions.Json($"{{\"variables\": {{\"topic\": \"{Canary}\"}}, \"apiKey\": \"{Submissions.ApiKey}\""));

        var log = server.Log.Text;
        Assert.DoesNotContain(Canary, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Submissions.ApiKey, log, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.TokenText.Reveal(), log, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<long> RunsOfAsync(Tenant tenant)
    {
        await using var command = server.Database.CreateCommand("select count(*) from runs where workspace_id = @workspace");
        command.Parameters.Add(new NpgsqlParameter<Guid>("workspace", tenant.Workspace.Value));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task SetAsync(string assignment, Tenant tenant)
    {
        await using var command = server.Database.CreateCommand($"update workspaces set {assignment} where id = @workspace");
        command.Parameters.Add(new NpgsqlParameter<Guid>("workspace", tenant.Workspace.Value));
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
