using Antpath.Engine.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>What comes of answers that say no.</summary>
public sealed class ClaudeRefusalsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_is_classified_and_says_nothing_the_provider_said()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(400, "organization_not_enrolled_in_beta", ("request-id", "req_head")));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var failure = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;

        Assert.Equal((ErrorClass.TenantPermanent, "provider_beta_not_enrolled", "req_head", 400), (failure!.Class, failure.Code, failure.RequestId, failure.HttpStatus));
        Assert.DoesNotContain(ScriptedServer.Canary, failure.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Creating the vault:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_without_headers_or_sense_is_classified_by_its_status()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Error(401), new ScriptedAnswer.Http(413, [("content-type", "text/html")], "<html>no</html>"u8.ToArray()), new ScriptedAnswer.Http(302, [("location", "http://127.0.0.1:1/")], []));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var rejected = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;
        var tooLarge = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;
        var redirected = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;

        Assert.Equal(("provider_key_rejected", "req_body"), (rejected!.Code, rejected.RequestId));
        Assert.Equal("provider_request_too_large", tooLarge!.Code);
        Assert.Equal("provider_redirected", redirected!.Code);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_rate_limit_holds_back_the_next_call_of_the_family()
    {
        var time = new FakeTimeProvider();
        await using var server = new ScriptedServer(ScriptedAnswer.Error(429, errorCode: null, ("retry-after", "20")), ScriptedAnswer.Json("""{"id":"vlt_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl, time, ("RateWaitMax", "00:00:00"));

        var refused = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;
        Assert.Equal(("provider_rate_limited", TimeSpan.FromSeconds(20), false), (refused!.Code, refused.RetryAfter, refused.OutcomeUnknown));

        var held = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;
        Assert.Equal(("provider_rate_budget_exhausted", true), (held!.Code, held.NotAsked));
        Assert.InRange(held.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Single(server.Requests);
        await bed.LetBudgetsRestAsync(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("vlt_1", (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Value?.ProviderId);
    }

    [Fact]
    public async Task Over_the_budget_a_call_is_not_asked_and_says_when_to_come_back()
    {
        var time = new FakeTimeProvider();
        await using var server = new ScriptedServer(ScriptedAnswer.Json("""{"id":"vlt_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl, time, ("CreatesPerMinute", "1"), ("RateWaitMax", "00:00:00"));

        Assert.True((await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Succeeded);
        var failure = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;

        Assert.Equal((ErrorClass.TransientProvider, "provider_rate_budget_exhausted", false), (failure!.Class, failure.Code, failure.OutcomeUnknown));
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_file_that_is_not_given_out_says_so()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(400, "file_not_downloadable"));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.Equal("file_not_downloadable", (await bed.Provider.OpenFileAsync("file_1", Cancellation)).Failure?.Code);
    }

    [Fact]
    public async Task A_credential_that_exists_already_is_adopted_and_gets_the_current_token()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Error(409),
            ScriptedAnswer.Json("""{"data":[{"id":"vcrd_0","auth":{"mcp_server_url":"https://other.example/mcp"}},{"id":"vcrd_1","auth":{"mcp_server_url":"https://mcp.tracker.example/mcp/"}}],"next_page":null}"""),
            ScriptedAnswer.Json("""{"id":"vcrd_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var credential = await bed.Provider.CreateCredentialAsync(ClaudeSamples.Tracked(bed), "tracker", "vlt_1", bed.Marker("credential:tracker"), Cancellation);

        Assert.Equal("vcrd_1", credential.Value?.ProviderId);
        Assert.Equal("POST /v1/vaults/vlt_1/credentials/vcrd_1", $"{server.Requests[2].Method} {server.Requests[2].Path}");
        Assert.Contains("current-token", server.Requests[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_bearer_is_the_customers_to_mend()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json("""{"id":"vcrd_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var credential = await bed.Provider.CreateCredentialAsync(bed.Bundle(), "tracker", "vlt_1", bed.Marker("credential:tracker"), Cancellation);

        Assert.Equal((ErrorClass.TenantPermanent, "mcp_credential_missing"), (credential.Failure!.Class, credential.Failure.Code));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_environment_name_that_is_taken_is_a_lost_answer_of_ours()
    {
        await using var bed = await ClaudeTestBed.StartAsync(new Uri("http://127.0.0.1:9"));
        var marker = bed.Marker("environment");
        await using var found = new ScriptedServer(ScriptedAnswer.Error(409), ScriptedAnswer.Json($$"""{"data":[{{ClaudeSamples.Marked("env_1", marker)}}],"next_page":null}"""));
        await using var foundBed = await ClaudeTestBed.StartAsync(found.BaseUrl);
        await using var hidden = new ScriptedServer(ScriptedAnswer.Error(409), ScriptedAnswer.Json(ClaudeSamples.NoMore));
        await using var hiddenBed = await ClaudeTestBed.StartAsync(hidden.BaseUrl);

        Assert.Equal("env_1", (await foundBed.Provider.CreateEnvironmentAsync(bed.Bundle(), marker, Cancellation)).Value?.ProviderId);
        var unknown = (await hiddenBed.Provider.CreateEnvironmentAsync(bed.Bundle(), marker, Cancellation)).Failure;
        Assert.Equal((ErrorClass.TransientProvider, true), (unknown!.Class, unknown.OutcomeUnknown));
    }

    [Theory]
    [InlineData("0.5", 500)]
    [InlineData("3", 3000)]
    [InlineData("-1", 0)]
    public async Task A_time_to_come_back_is_read_in_parts_of_a_second_too(string header, int milliseconds)
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(429, errorCode: null, ("retry-after", header)));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var failure = (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure;

        Assert.Equal(("provider_rate_limited", TimeSpan.FromMilliseconds(milliseconds)), (failure!.Code, failure.RetryAfter));
    }

    [Fact]
    public async Task A_limit_without_a_time_is_waited_out_long_and_told_the_operator()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(429, errorCode: null, ("request-id", "req_limit")));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var read = (await bed.Provider.GetSessionAsync("sesn_1", Cancellation)).Failure;

        Assert.Equal(("provider_limit_unexplained", TimeSpan.FromMinutes(2)), (read!.Code, read.RetryAfter));
        Assert.Single(server.Requests);
        Assert.Contains(bed.Log, line => line.Contains("req_limit", StringComparison.Ordinal) && line.Contains("Reading the session", StringComparison.Ordinal));
        Assert.DoesNotContain(bed.Log, line => line.Contains(bed.Key, StringComparison.Ordinal) || line.Contains(ScriptedServer.Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_server_at_the_same_address_does_not_take_over_the_first_ones_credential()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Error(409),
            ScriptedAnswer.Json("""{"data":[{"id":"vcrd_1","auth":{"mcp_server_url":"https://mcp.tracker.example/mcp"},"metadata":{"antpath_key":"credential:other"} }],"next_page":null}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var credential = await bed.Provider.CreateCredentialAsync(ClaudeSamples.Tracked(bed), "tracker", "vlt_1", bed.Marker("credential:tracker"), Cancellation);

        Assert.Equal((ErrorClass.TenantPermanent, "mcp_server_address_shared"), (credential.Failure!.Class, credential.Failure.Code));
        Assert.Equal(2, server.Requests.Count);
    }
}
