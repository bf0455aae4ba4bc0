using System.Net;
using System.Net.Http.Json;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Runs;

namespace Antpath.Server.Tests.Api.Outputs;

/// <summary>Retrying, deleting and keeping outputs through the API; what a worker does with it is the engine's tests.</summary>
public sealed class OutputsLifecycleTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failed_files_can_be_tried_again_while_the_session_is_kept()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await EndedAsync(tenant, kept: true);
        await FailAsync(run);

        using var answer = await PostAsync(tenant, $"/v1/runs/{run}/outputs/retry");
        var list = await ListAsync(tenant, run);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal((true, true), (list.Retrying, list.RetryUntil is not null));
        Assert.Equal(("big.bin", 42L, "workspace_quota_exceeded", true), list.Failures.Select(f => (f.FileName, f.SizeBytes!.Value, f.Reason, f.Retryable)).Single());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Without_a_session_or_a_failure_there_is_nothing_to_retry(bool kept, bool failed)
    {
        var tenant = await server.CreateTenantAsync();
        var run = await EndedAsync(tenant, kept);
        if (failed)
            await FailAsync(run);

        using var answer = await PostAsync(tenant, $"/v1/runs/{run}/outputs/retry");

        await Refusal.IsAsync(answer, 409, ApiProblemCodes.OutputsNotRetryable);
    }

    [Fact]
    public async Task Deleted_outputs_are_out_of_reach_at_once_and_their_links_end()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, tenant, [1, 2, 3], "a.txt", "text/plain");
        await EndAsync(run, kept: false);
        var link = await LinkAsync(tenant, run, output);

        using var answer = await tenant.Client.DeleteAsync(Path($"/v1/runs/{run}/outputs"), Cancellation);
        using var again = await tenant.Client.DeleteAsync(Path($"/v1/runs/{run}/outputs"), Cancellation);
        using var opened = await server.Anonymous().GetAsync(new Uri(link.Url), Cancellation);
        using var another = await PostAsync(tenant, $"/v1/runs/{run}/outputs/{output}/link");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (answer.StatusCode, again.StatusCode));
        Assert.Equal(0, (await answer.Content.ReadFromJsonAsync(WireJson.Default.RunView, Cancellation))!.OutputCount);
        await Refusal.IsAsync(opened, 404, ApiProblemCodes.LinkInvalid);
        await Refusal.IsAsync(another, 409, ApiProblemCodes.OutputDeleted);
        Assert.NotNull((await ListAsync(tenant, run)).DeletedAt);
    }

    [Fact]
    public async Task A_run_that_works_keeps_its_outputs()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, _) = await StoredOutputs.CaptureAsync(server, tenant, [1, 2, 3], "a.txt", "text/plain");

        using var answer = await tenant.Client.DeleteAsync(Path($"/v1/runs/{run}/outputs"), Cancellation);

        await Refusal.IsAsync(answer, 409, ApiProblemCodes.OutputsNotSettled);
        Assert.Single((await ListAsync(tenant, run)).Data);
    }

    [Fact]
    public async Task A_workspace_keeps_outputs_for_so_many_days_or_until_they_are_deleted()
    {
        var tenant = await server.CreateTenantAsync();

        using var set = await tenant.Client.PutAsync(Path("/v1/workspace/outputs-retention?days=30"), null, Cancellation);
        var between = await tenant.Client.GetFromJsonAsync(Path("/v1/workspace"), WireJson.Default.WorkspaceView, Cancellation);
        using var cleared = await tenant.Client.DeleteAsync(Path("/v1/workspace/outputs-retention"), Cancellation);

        Assert.Equal((HttpStatusCode.OK, 30), (set.StatusCode, between!.OutputsRetentionDays));
        Assert.Null((await cleared.Content.ReadFromJsonAsync(WireJson.Default.WorkspaceView, Cancellation))!.OutputsRetentionDays);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?days=0")]
    [InlineData("?days=3651")]
    [InlineData("?days=-1")]
    [InlineData("?days=soon")]
    public async Task Other_numbers_of_days_are_refused(string query)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await tenant.Client.PutAsync(Path($"/v1/workspace/outputs-retention{query}"), null, Cancellation);

        var problem = await Refusal.IsAsync(answer, 400, ApiProblemCodes.ParameterInvalid);
        Assert.Equal("?days", problem.Errors!.Single().Pointer);
    }

    private async Task<RunId> EndedAsync(Tenant tenant, bool kept)
    {
        var run = (await Submissions.AcceptedAsync(tenant.Client)).Id;
        await ExecuteAsync("insert into run_attempts (workspace_id, run_id, id, attempt_number) select workspace_id, id, gen_random_uuid(), 1 from runs where id = $1", run);
        await EndAsync(run, kept);
        return run;
    }

    private Task EndAsync(RunId run, bool kept) => ExecuteAsync(
        $"""
        update runs
        set status = 'succeeded', phase = 'cleaning_up', outcome = 'succeeded', outcome_code = 'end_turn', outcome_message = 'Finished.', attempt_count = 1,
            started_at = created_at, deadline_at = created_at + interval '1 hour', finished_at = now(), cleanup_status = 'in_progress',
            outputs_kept_until = {(kept ? "now() + interval '1 hour'" : "null")}
        where id = $1
        """,
        run);

    private Task FailAsync(RunId run) => ExecuteAsync(
        """
        insert into output_capture_failures (
            workspace_id, run_id, id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes, reason, message, retryable)
        select r.workspace_id, r.id, gen_random_uuid(), a.id, r.creator_app_user_id, 'file_1', 'big.bin', 42, 'workspace_quota_exceeded', 'No room.', true
        from runs r join run_attempts a on a.run_id = r.id
        where r.id = $1
        """,
        run);

    private async Task ExecuteAsync(string sql, RunId run)
    {
        await using var command = server.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = run.Value });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
    }

    private static async Task<OutputLink> LinkAsync(Tenant tenant, RunId run, OutputId output)
    {
        using var answer = await PostAsync(tenant, $"/v1/runs/{run}/outputs/{output}/link");
        return (await answer.Content.ReadFromJsonAsync(WireJson.Default.OutputLink, Cancellation))!;
    }

    private static async Task<OutputList> ListAsync(Tenant tenant, RunId run) =>
        (await tenant.Client.GetFromJsonAsync(Path($"/v1/runs/{run}/outputs"), WireJson.Default.OutputList, Cancellation))!;

    private static Task<HttpResponseMessage> PostAsync(Tenant tenant, string path) => tenant.Client.PostAsync(Path(path), null, Cancellation);

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
