using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Engine.Tests.Runs.Reconciliation;
using Antpath.Testing.Postgres;
using Antpath.Workspaces;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antpath.Engine.Tests.Runs.Deletion;

public sealed class WorkspaceDeletionTests(TestServer server)
{
    [Fact]
    public async Task A_workspace_goes_in_the_decided_order_and_leaves_others_untouched()
    {
        using var outputs = new TemporaryOutputs();
        await using var bench = await SweepBench.StartAsync(server);
        var provider = new ScriptedProvider { OnSession = s => s.OnMessage = _ => s.Run() };
        await using var worker = new WorkerUnderTest(bench.Engine, provider, outputs.Store);
        var working = await bench.SubmitAsync();
        var held = await worker.ClaimAsync(working);
        await worker.StepUntilAsync(held, "provider_running");
        var queued = await bench.SubmitAsync();
        var finished = await bench.FinishedRunAsync();
        var other = await bench.Engine.NewPrincipalAsync();
        var theirs = await bench.Engine.SubmitAsync(other);
        var (text, _) = await bench.Engine.Get<ApiTokens>().CreateAsync(bench.Me.Workspace, bench.Me.AppUser, "mine", Scope.All, null, CancellationToken.None);

        await bench.Engine.Get<Invitations>().CreateAsync(bench.Me, new InvitationRequest { Role = "viewer", Email = "waits@example.test" }, CancellationToken.None);

        await DeleteAsync(bench);

        Assert.IsType<TokenAuthentication.WorkspaceClosed>(await bench.Engine.Get<ApiTokens>().AuthenticateAsync(text.Reveal(), CancellationToken.None));
        Assert.IsType<SubmitResult.WorkspaceClosed>(
            await bench.Engine.Get<RunSubmissions>().SubmitAsync(bench.Me, Submissions.Simple(), null, CancellationToken.None));
        Assert.Equal("stopping_runs", await StageAsync(bench));

        await SweepAsync(bench);
        Assert.Equal("draining", await StageAsync(bench));
        Assert.Equal(3L, await bench.Engine.ScalarAsync<long>("select count(*) from runs where workspace_id = $1 and pending_delete_at is not null", bench.Me.Workspace.Value));
        Assert.NotEmpty(provider.Left);

        held.Hurry();
        await worker.RunToEndAsync(held);
        await worker.ClaimAndRunAsync(queued);
        Assert.Empty(provider.Left);
        Assert.Equal("draining", await StageAsync(bench));

        await new PurgeSweep(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<RunPurge>(), outputs.Store, NullLogger<PurgeSweep>.Instance).SweepAsync(CancellationToken.None);
        await SweepAsync(bench);
        await SweepAsync(bench);

        Assert.Equal("purged", await StageAsync(bench));
        Assert.Equal("deleted|deleted", await bench.Engine.ScalarAsync<string>("select concat_ws('|', status, name) from workspaces where id = $1", bench.Me.Workspace.Value));
        Assert.Equal(3L, await bench.Engine.ScalarAsync<long>("select count(*) from runs where workspace_id = $1 and status = 'deleted'", bench.Me.Workspace.Value));
        foreach (var table in (string[])["run_leases", "run_attempts", "run_events", "vault_entries", "workspace_memberships", "workspace_invitations", "output_objects"])
            Assert.Equal(0L, await bench.Engine.ScalarAsync<long>($"select count(*) from {table} where workspace_id = $1", bench.Me.Workspace.Value));
        Assert.IsType<TokenAuthentication.Revoked>(await bench.Engine.Get<ApiTokens>().AuthenticateAsync(text.Reveal(), CancellationToken.None));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.purge'"));
        Assert.Equal("0|0|0|0", await bench.CountersAsync());

        Assert.NotNull(await bench.Engine.Get<RunQueries>().GetAsync(other.Workspace, theirs, CancellationToken.None));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries where run_id = $1", theirs.Value));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from workspace_memberships where workspace_id = $1", other.Workspace.Value));
        Assert.NotEqual(finished, theirs);
    }

    [Fact]
    public async Task It_takes_the_workspaces_name()
    {
        await using var bench = await SweepBench.StartAsync(server);

        var result = await bench.Engine.Get<WorkspaceDeletion>().DeleteAsync(bench.Me, "another name", CancellationToken.None);

        Assert.IsType<WorkspaceDeleteResult.NotConfirmed>(result);
        Assert.Equal("active", await bench.Engine.ScalarAsync<string>("select status from workspaces"));
    }

    [Fact]
    public async Task Asking_again_changes_nothing()
    {
        await using var bench = await SweepBench.StartAsync(server);

        await DeleteAsync(bench);
        await DeleteAsync(bench);

        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.delete'"));
    }

    [Fact]
    public async Task Two_workers_at_once_delete_once_and_many_runs_take_several_passes()
    {
        await using var bench = await SweepBench.StartAsync(server);
        bench.Options.WorkspaceRunsBatch = 2;
        for (var i = 0; i < 7; i++)
            await bench.FinishedRunAsync();
        await DeleteAsync(bench);

        for (var pass = 0; pass < 5; pass++)
            await Task.WhenAll(SweepAsync(bench), SweepAsync(bench));
        using var outputs = new TemporaryOutputs();
        await new PurgeSweep(bench.Engine.WorkerDatabase, bench.Engine.WorkerGet<RunPurge>(), outputs.Store, NullLogger<PurgeSweep>.Instance).SweepAsync(CancellationToken.None);
        await Task.WhenAll(SweepAsync(bench), SweepAsync(bench));

        Assert.Equal("purged", await StageAsync(bench));
        Assert.Equal(7L, await bench.Engine.ScalarAsync<long>("select count(*) from runs where status = 'deleted'"));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.purge'"));
    }

    [Fact]
    public async Task A_submission_under_way_is_either_refused_or_deleted_too()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var submissions = bench.Engine.Get<RunSubmissions>();
        var submitting = Enumerable.Range(0, 30).Select(_ => Task.Run(() => submissions.SubmitAsync(bench.Me, Submissions.Simple(), null, CancellationToken.None))).ToList();
        await DeleteAsync(bench);
        var results = await Task.WhenAll(submitting);

        await SweepAsync(bench);

        Assert.Equal(
            (long)results.Count(r => r is SubmitResult.Accepted),
            await bench.Engine.ScalarAsync<long>("select count(*) from runs where pending_delete_at is not null"));
        Assert.IsType<SubmitResult.WorkspaceClosed>(await submissions.SubmitAsync(bench.Me, Submissions.Simple(), null, CancellationToken.None));
    }

    private static async Task DeleteAsync(SweepBench bench)
    {
        var name = await bench.Engine.ScalarAsync<string>("select name from workspaces where id = $1", bench.Me.Workspace.Value);
        Assert.IsType<WorkspaceDeleteResult.Requested>(await bench.Engine.Get<WorkspaceDeletion>().DeleteAsync(bench.Me, name!, CancellationToken.None));
    }

    private static Task<int> SweepAsync(SweepBench bench) => bench.Sweep<WorkspaceDeletionSweep>().SweepAsync(CancellationToken.None);

    private static Task<string?> StageAsync(SweepBench bench) =>
        bench.Engine.ScalarAsync<string>("select deletion_stage from workspaces where id = $1", bench.Me.Workspace.Value);
}
