using System.Text;
using System.Text.Json.Nodes;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Capture;

/// <summary>Files that could not be captured, the session that is kept for them, and the wish to try them again.</summary>
public sealed class CaptureRetryTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_full_workspace_keeps_the_session_until_there_is_room_and_somebody_asks()
    {
        var (principal, run) = await SubmitWithAsync(("small.txt", 100), ("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);

        await UntilKeptAsync(worker, held);

        var before = await OutputsAsync(principal, run);
        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, "session_kept", true), (view.Status, view.Cleanup.Code, view.SecretHeld));
        Assert.Equal("small.txt", Assert.Single(before.Data).FileName);
        var failure = Assert.Single(before.Failures);
        Assert.Equal(("large.txt", 5000L, "workspace_quota_exceeded", true), (failure.FileName, failure.SizeBytes, failure.Reason, failure.Retryable));
        Assert.NotNull(before.RetryUntil);
        Assert.Equal([ProviderResourceType.Environment, ProviderResourceType.Session], Provider.Left.Select(r => r.Type).Order(StringComparer.Ordinal));

        await SetRoomAsync(principal, 100_000);
        Assert.IsType<OutputRetryResult.Requested>(await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop));
        Assert.IsType<OutputRetryResult.Requested>(await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop));
        held.Hurry();
        Assert.IsType<StepResult.Over>(await worker.RunToEndAsync(held));

        var after = await OutputsAsync(principal, run);
        Assert.Equal(["large.txt", "small.txt"], after.Data.Select(o => o.FileName).Order(StringComparer.Ordinal));
        Assert.Empty(after.Failures);
        Assert.Equal((null, false), (after.RetryUntil, after.Retrying));
        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'output.retry' and target_id = $1", run.ToString()));
        Assert.NotEqual(before.Manifest!.Sha256, after.Manifest!.Sha256);
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 5100);
    }

    [Fact]
    public async Task Without_a_wish_the_session_goes_when_its_time_is_over()
    {
        var (principal, run) = await SubmitWithAsync(("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await UntilKeptAsync(worker, held);

        await Engine.ExecuteAsync("update runs set outputs_kept_until = now() - interval '1 second' where id = $1", run.Value);
        held.Hurry();
        Assert.IsType<StepResult.Over>(await worker.RunToEndAsync(held));

        Assert.IsType<OutputRetryResult.NothingToRetry>(await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop));
        Assert.Null((await OutputsAsync(principal, run)).RetryUntil);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_deployment_may_keep_no_session()
    {
        var (principal, run) = await SubmitWithAsync(("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker(configure: o => o.SessionKeptFor = TimeSpan.Zero);
        var started = worker.Time.GetUtcNow();

        await worker.ClaimAndRunAsync(run);

        Assert.True(worker.Time.GetUtcNow() - started < TimeSpan.FromMinutes(5));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task What_cannot_succeed_keeps_nothing()
    {
        var (principal, run) = await SubmitWithAsync(("a.txt", 10));
        Provider.FailBefore = call => call.StartsWith("open:", StringComparison.Ordinal) ? ScriptedProvider.Permanent("file_expired", 404) : null;
        await using var worker = _bench.Worker();
        var started = worker.Time.GetUtcNow();

        await worker.ClaimAndRunAsync(run);

        Assert.True(worker.Time.GetUtcNow() - started < TimeSpan.FromMinutes(5));
        Assert.False(Assert.Single((await OutputsAsync(principal, run)).Failures).Retryable);
        Assert.IsType<OutputRetryResult.NothingToRetry>(await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop));
    }

    [Fact]
    public async Task A_session_that_is_gone_ends_every_further_try()
    {
        var (principal, run) = await SubmitWithAsync(("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await UntilKeptAsync(worker, held);
        Provider.Resources.Single(r => r.Type == ProviderResourceType.Session).Gone = true;
        Provider.Sessions.Clear();

        await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop);
        held.Hurry();
        Assert.IsType<StepResult.Over>(await worker.RunToEndAsync(held));

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal(["session_lost", "workspace_quota_exceeded"], outputs.Failures.Select(f => f.Reason).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(outputs.Failures, f => f.Retryable);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_try_that_fails_again_leaves_the_failure_and_the_session()
    {
        var (principal, run) = await SubmitWithAsync(("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await UntilKeptAsync(worker, held);

        await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop);
        held.Hurry();
        await StepUntilAsync(worker, held, () => Engine.ScalarAsync<bool>("select outputs_retry_requested_at is null from runs where id = $1", run.Value));

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal(("workspace_quota_exceeded", true), (Assert.Single(outputs.Failures).Reason, outputs.Failures[0].Retryable));
        Assert.NotNull(outputs.RetryUntil);
        Assert.Contains(Provider.Left, r => r.Type == ProviderResourceType.Session);
    }

    [Fact]
    public async Task A_list_that_could_not_be_had_can_be_tried_again()
    {
        var (principal, run) = await SubmitWithAsync(("a.txt", 10));
        Provider.FailBefore = call => call == "list:files" ? ScriptedProvider.Transient() : null;
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await UntilKeptAsync(worker, held);
        Assert.Equal(("", "listing_failed"), (await OutputsAsync(principal, run)).Failures.Select(f => (f.FileName, f.Reason)).Single());

        Provider.FailBefore = _ => null;
        await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop);
        held.Hurry();
        Assert.IsType<StepResult.Over>(await worker.RunToEndAsync(held));

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal(("a.txt", 0), (Assert.Single(outputs.Data).FileName, outputs.Failures.Count));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 10);
    }

    [Fact]
    public async Task A_run_that_is_deleted_keeps_nothing()
    {
        var (principal, run) = await SubmitWithAsync(("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await UntilKeptAsync(worker, held);

        await Engine.Get<RunDeletion>().DeleteAsync(principal, run, Stop);
        Assert.IsType<OutputRetryResult.NothingToRetry>(await Engine.Get<OutputRetry>().RetryAsync(principal, run, Stop));
        held.Hurry();
        Assert.IsType<StepResult.Over>(await worker.RunToEndAsync(held));

        Assert.Empty(Provider.Left);
    }

    [Fact]
    public async Task Deleting_the_outputs_lets_the_session_go_at_once()
    {
        var (principal, run) = await SubmitWithAsync(("small.txt", 10), ("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await UntilKeptAsync(worker, held);

        Assert.IsType<OutputsDeleteResult.Requested>(await Engine.Get<OutputsDeletion>().DeleteAsync(principal, run, Stop));
        held.Hurry();
        Assert.IsType<StepResult.Over>(await worker.RunToEndAsync(held));

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal((0, 1, true), (outputs.Data.Count, outputs.Failures.Count, outputs.DeletedAt is not null));
        Assert.Empty(Provider.Left);
    }

    [Fact]
    public async Task Another_workspace_cannot_ask()
    {
        var (_, run) = await SubmitWithAsync(("a.txt", 10));

        Assert.IsType<OutputRetryResult.NotFound>(await Engine.Get<OutputRetry>().RetryAsync(await Engine.NewPrincipalAsync(), run, Stop));
    }

    [Fact]
    public async Task The_manifest_lists_files_and_failures_and_is_the_same_bytes_for_the_same_rows()
    {
        var (principal, run) = await SubmitWithAsync(("small.txt", 3), ("large.txt", 5000));
        await SetRoomAsync(principal, 2000);
        await using var worker = _bench.Worker(configure: o => o.SessionKeptFor = TimeSpan.Zero);

        await worker.ClaimAndRunAsync(run);

        var text = Assert.Single(_bench.Manifests);
        var outputs = await OutputsAsync(principal, run);
        var manifest = JsonNode.Parse(text)!;
        Assert.Equal(Encoding.UTF8.GetString(Antpath.Json.CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text))), text);
        Assert.Equal(run.ToString(), (string)manifest["run"]!["id"]!);
        Assert.Equal((await _bench.ViewAsync(principal, run)).Template.Hash, (string)manifest["template"]!["hash"]!);
        var file = Assert.Single(manifest["files"]!.AsArray())!;
        Assert.Equal(("small.txt", 3L, outputs.Data[0].Sha256, "text/plain"), ((string)file["fileName"]!, (long)file["sizeBytes"]!, (string)file["sha256"]!, (string)file["contentType"]!));
        var failure = Assert.Single(manifest["failures"]!.AsArray())!;
        Assert.Equal(("large.txt", 5000L, "workspace_quota_exceeded"), ((string)failure["fileName"]!, (long)failure["sizeBytes"]!, (string)failure["reason"]!));
        Assert.Equal((text.Length, ManifestHash(text)), ((int)outputs.Manifest!.SizeBytes, outputs.Manifest.Sha256));
    }

    [Fact]
    public async Task A_session_without_files_has_no_manifest()
    {
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        Assert.Null((await OutputsAsync(principal, run)).Manifest);
        Assert.Empty(_bench.Manifests);
    }

    private async Task<(Principal Principal, RunId Run)> SubmitWithAsync(params (string Name, int Bytes)[] files)
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            foreach (var (name, bytes) in files)
                Provider.Write(session, name, new byte[bytes]);
        };
        return await _bench.SubmitAsync();
    }

    private Task SetRoomAsync(Principal principal, long bytes) =>
        Engine.ExecuteAsync("update workspaces set storage_bytes_max = $2 where id = $1", principal.Workspace.Value, bytes);

    /// <summary>Everything that can go is gone, and the session is waited with.</summary>
    private Task UntilKeptAsync(WorkerUnderTest worker, HeldRun held) => StepUntilAsync(worker, held, () => Task.FromResult(
        held.Facts is { OutputsKeptUntil: not null } && Provider.Left.All(r => r.Type is ProviderResourceType.Session or ProviderResourceType.Environment)));

    private static async Task StepUntilAsync(WorkerUnderTest worker, HeldRun held, Func<Task<bool>> there)
    {
        for (var step = 0; step < 300 && !await there(); step++)
        {
            if (await worker.Loop.StepAsync(held, Stop) is StepResult.Again again)
                worker.Time.Advance(again.After);
            await worker.Leases.RenewAsync([held.Lease], Stop);
        }

        Assert.True(await there());
    }

    private async Task<OutputList> OutputsAsync(Principal principal, RunId run) =>
        Assert.IsType<PageResult<OutputList>.Found>(await Engine.Get<RunQueries>().OutputsAsync(principal.Workspace, run, null, 100, Stop)).Page;

    private static string ManifestHash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
