using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Submission;
using Antpath.Sweeps;
using Antpath.Workspaces;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>One way things go for good, and what must be left wherever workers die on the way.</summary>
internal sealed record PurgeScenario
{
    public required string Name { get; init; }

    /// <summary>Makes what is to go, and asks for it.</summary>
    public required Func<PurgeGround, Task> Arrange { get; init; }

    /// <summary>Whether what was written is old enough for the comparison of store and rows. Whoever does not need it may not be helped by it.</summary>
    public bool StoreAged { get; init; }

    /// <summary>What <see cref="PurgeFacts"/> must say in the end.</summary>
    public required string Ends { get; init; }

    public static IReadOnlyList<PurgeScenario> All { get; } =
    [
        new()
        {
            Name = "run", Ends = "runs deleted | rows 0 | outputs | audit run.delete run.purge | events | ledger 0 of 6 | members 1",
            Arrange = async ground =>
            {
                var run = await ground.FinishedRunAsync("one", "two");
                await ground.ReserveAsync(run);
                await ground.DeleteAsync(run);
            },
        },
        new()
        {
            Name = "run_after_its_outputs",
            Ends = "runs deleted | rows 0 | outputs | audit output.delete run.delete run.purge | events | ledger 0 of 6 | members 1",
            Arrange = async ground =>
            {
                var run = await ground.FinishedRunAsync("one", "two");
                await ground.Engine.Get<OutputsDeletion>().DeleteAsync(ground.Me, run, CancellationToken.None);
                await ground.DeleteAsync(run);
            },
        },
        new()
        {
            Name = "working_run", Ends = "runs deleted | rows 0 | outputs | audit run.delete run.purge | events | ledger 0 of 0 | members 1",
            Arrange = async ground => await ground.DeleteAsync(await ground.WorkingRunAsync()),
        },
        new()
        {
            Name = "copying_run", Ends = "runs deleted | rows 0 | outputs | audit run.delete run.purge | events | ledger 0 of 0 | members 1",
            Arrange = async ground => await ground.DeleteAsync(await ground.CopyingRunAsync()),
        },
        new()
        {
            Name = "outputs",
            Ends = "runs succeeded | rows 0 | outputs deleted 3 | audit output.delete | events run.outputs_deleted | ledger 0 of 6 | members 1",
            Arrange = async ground =>
                await ground.Engine.Get<OutputsDeletion>().DeleteAsync(ground.Me, await ground.FinishedRunAsync("one", "two"), CancellationToken.None),
        },
        new()
        {
            Name = "retention",
            Ends = "runs succeeded succeeded | rows 0 | outputs deleted 2 stored 2 | audit output.expire workspace.change | events "
                + "| ledger 20 of 6 | members 1",
            Arrange = async ground =>
            {
                var old = await ground.FinishedRunAsync("old");
                await ground.FinishedRunAsync("young");
                await ground.Engine.ExecuteAsync(
                    "update runs set created_at = created_at - interval '40 days', finished_at = finished_at - interval '31 days' where id = $1", old.Value);
                await ground.Engine.Get<WorkspaceSettings>().KeepOutputsAsync(ground.Me, 30, CancellationToken.None);
            },
        },
        new()
        {
            Name = "reservation", Ends = "runs succeeded | rows 0 | outputs stored 1 | audit | events | ledger 15 of 1 | members 1",
            Arrange = async ground => await ground.ReserveAsync(await ground.FinishedRunAsync()),
        },
        new()
        {
            Name = "strays_of_the_store", StoreAged = true,
            Ends = "runs succeeded | rows 0 | outputs lost 1 stored 2 | audit output.lost | events | ledger 19 of 4 | members 1",
            Arrange = async ground =>
            {
                var run = await ground.FinishedRunAsync("kept", "gone");
                await ground.WriteAsync("nobody's");
                var gone = await ground.Engine.ScalarAsync<string>(
                    "select storage_path from output_objects where run_id = $1 and file_name = 'gone'", run.Value);
                await ground.Outputs.Store.DeleteAsync(Engine.Outputs.Storage.OutputPath.Parse(gone!), CancellationToken.None);
            },
        },
        new()
        {
            Name = "orphaned_secret", Ends = "runs | rows 0 | outputs | audit secret.orphan_destroyed | events | ledger 0 of 0 | members 1",
            Arrange = ground => ground.Engine.ExecuteAsync(
                """
                insert into vault_entries (id, workspace_id, run_id, kek_id, wrapped_dek, ciphertext, created_at)
                values (gen_random_uuid(), $1, gen_random_uuid(), 'k1', 'x', 'x', now() - interval '1 hour')
                """,
                ground.Me.Workspace.Value),
        },
        new()
        {
            Name = "workspace",
            Ends = "runs deleted deleted deleted | rows 0 | outputs | audit api_token.create invitation.create provider.sweep run.purge run.purge run.purge "
                + "workspace.delete workspace.purge | events | ledger 0 of 4 | members 0",
            Arrange = ArrangeWorkspaceAsync,
        },
    ];

    private static async Task ArrangeWorkspaceAsync(PurgeGround ground)
    {
        var (engine, me) = (ground.Engine, ground.Me);
        await ground.FinishedRunAsync("one");
        await ground.WorkingRunAsync();
        await engine.SubmitAsync(me);
        await engine.Get<ApiTokens>().CreateAsync(me.Workspace, me.AppUser, "mine", Scope.All, null, CancellationToken.None);
        await engine.Get<Invitations>().CreateAsync(me, new InvitationRequest { Role = "viewer", Email = "waits@example.test" }, CancellationToken.None);
        await engine.Get<ProviderSweeps>().RequestAsync(me, new ProviderSweepRequest { ApiKey = new SecretString(Submissions.ApiKey) }, CancellationToken.None);
        var name = await engine.ScalarAsync<string>("select name from workspaces where id = $1", me.Workspace.Value);
        Assert.IsType<WorkspaceDeleteResult.Requested>(await engine.Get<WorkspaceDeletion>().DeleteAsync(me, name!, CancellationToken.None));
    }
}
