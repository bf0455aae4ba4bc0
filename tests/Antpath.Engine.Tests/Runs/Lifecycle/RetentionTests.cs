using System.Text;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>What the policy to retain keeps, said by the run or by the deployment: what is at the provider, but never a vault and never the secret.</summary>
public sealed class RetentionTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Theory]
    [InlineData("retain", "delete")]
    [InlineData(null, "retain")]
    [InlineData("retain", "retain")]
    public async Task The_session_and_what_it_needs_are_kept_and_recorded_and_everything_secret_goes(string? run, string deployment)
    {
        var (provider, view, resources, secrets) = await RunAsync(run, deployment);

        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded, CleanupStatus.Retained), (view.Status, view.Phase.State, view.Cleanup.State));
        Assert.Equal((false, 0L, 1), (view.SecretHeld, secrets, view.OutputCount));
        string[] gone = [ProviderResourceType.Vault, ProviderResourceType.Credential];
        Assert.Equal(7, resources.Count);
        Assert.All(resources, r => Assert.Equal(gone.Contains(r.Type) ? CleanupStatus.Succeeded : CleanupStatus.Retained, r.CleanupStatus));
        Assert.All(resources, r => Assert.Equal(gone.Contains(r.Type), r.DisposedAt is not null));
        Assert.All(resources, r => Assert.Null(r.Remedy));
        Assert.Equal(resources.Where(r => !gone.Contains(r.Type)).Select(r => r.ProviderId).Order(), provider.Resources.Where(r => !r.Gone && !r.Archived).Select(r => r.Id).Order());
    }

    [Fact]
    public async Task A_run_that_asks_for_removal_is_removed_whatever_the_deployment_keeps()
    {
        var (provider, view, resources, secrets) = await RunAsync("delete", "retain");

        Assert.Equal((CleanupStatus.Succeeded, 0L, 1), (view.Cleanup.State, secrets, view.OutputCount));
        Assert.All(resources, r => Assert.Equal(CleanupStatus.Succeeded, r.CleanupStatus));
        Assert.Empty(provider.Left);
    }

    private async Task<(ScriptedProvider Provider, RunView View, IReadOnlyList<ResourceView> Resources, long Secrets)> RunAsync(string? run, string deployment)
    {
        await using var engine = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT", deployment));
        using var store = new TemporaryOutputs();
        var provider = new ScriptedProvider();
        provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            provider.Write(session, "report.md", Encoding.UTF8.GetBytes("# Report"));
        };
        var principal = await engine.NewPrincipalAsync();
        var id = await engine.SubmitAsync(principal, run: CrashSubmission.WithEverything(cleanup: run));
        await using var worker = new WorkerUnderTest(engine, provider, store.Store);

        await worker.ClaimAndRunAsync(id);

        var queries = engine.Get<RunQueries>();
        return (
            provider,
            Assert.IsType<RunView>(await queries.GetAsync(principal.Workspace, id, CancellationToken.None)),
            Assert.IsType<ResourceList>(await queries.ResourcesAsync(principal.Workspace, id, CancellationToken.None)).Data,
            await engine.ScalarAsync<long>("select count(*) from vault_entries where run_id = $1", id.Value));
    }
}
