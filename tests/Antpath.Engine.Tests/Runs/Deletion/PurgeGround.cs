using System.Text;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>A database, a store and a provider of its own, because sweeps see every workspace, and somebody new for each pass.</summary>
internal sealed class PurgeGround : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private int _passes;

    private PurgeGround(TestDatabase database)
    {
        _database = database;
        Engine = new EngineUnderTest(database.ConnectionString);
    }

    public EngineUnderTest Engine { get; }

    public TemporaryOutputs Outputs { get; } = new();

    public ScriptedProvider Provider { get; private set; } = new();

    /// <summary>The owner of this pass's workspace.</summary>
    public Principal Me { get; private set; } = null!;

    public string ConnectionString => _database.ConnectionString;

    public static async Task<PurgeGround> StartAsync(TestServer server)
    {
        var ground = new PurgeGround(await server.CreateDatabaseAsync());
        await ground.NextAsync();
        return ground;
    }

    /// <summary>Begins a pass: somebody else, in a workspace of their own.</summary>
    public async Task NextAsync()
    {
        Me = await Engine.NewPrincipalAsync();
        Provider = new ScriptedProvider { IdEnd = $"_{++_passes}", OnSession = s => s.OnMessage = session => session.Run() };
    }

    /// <summary>A run that is over and cleaned up, with files that are stored, a manifest, and a file that was not captured.</summary>
    public async Task<RunId> FinishedRunAsync(params string[] contents)
    {
        var run = await Engine.SubmitAsync(Me, null, Submissions.Simple(tags: ["t"]));
        var attempt = await Engine.AddAttemptAsync(Me, run);
        await Engine.AddEventAsync(Me, run, attempt, "agent.message");
        await Engine.AddResourceAsync(Me, run, attempt, "agent");
        await Engine.AddCaptureFailureAsync(Me, run, attempt, "lost.txt");
        foreach (var content in contents)
            await StoreAsync(run, attempt, content);
        await Engine.ExecuteAsync("update output_objects set kind = 'manifest' where id = $1", await StoreAsync(run, attempt, "{\"failures\":[]}"));
        await Engine.FinishAsync(run);
        await Engine.ExecuteAsync("update workspace_counters set open_runs = open_runs - 1 where workspace_id = $1", Me.Workspace.Value);
        return run;
    }

    /// <summary>A copy that was begun for a run and never finished, a day ago: its object is whole, its quota held.</summary>
    public async Task ReserveAsync(RunId run)
    {
        var path = await WriteAsync("half-done");
        await Engine.ExecuteAsync(
            """
            insert into output_objects (
                id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, storage_backend, storage_bucket, storage_path,
                size_bytes, reserved_at)
            select gen_random_uuid(), workspace_id, run_id, id, $2, 'held', 'held.txt', $3, $4, $5, 9, now() - interval '1 day'
            from run_attempts where run_id = $1
            """,
            run.Value, Me.AppUser.Value, Outputs.Store.Backend, Outputs.Store.Bucket, path.Value);
        await Engine.ExecuteAsync(
            "update workspace_counters set storage_reserved_bytes = storage_reserved_bytes + 9 where workspace_id = $1", Me.Workspace.Value);
    }

    /// <summary>A run under way at the provider, whose worker is gone.</summary>
    public async Task<RunId> WorkingRunAsync()
    {
        var run = await Engine.SubmitAsync(Me);
        await using var worker = new WorkerUnderTest(Engine, Provider, Outputs.Store);
        await worker.StepUntilAsync(await worker.ClaimAsync(run), "provider_running");
        await ExpireAsync(run);
        return run;
    }

    /// <summary>A run whose worker died when its file was whole in the store and the tables did not know.</summary>
    public async Task<RunId> CopyingRunAsync()
    {
        var run = await Engine.SubmitAsync(Me);
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            Provider.Write(session, "a.txt", "copied"u8.ToArray());
        };
        await using var worker = new WorkerUnderTest(
            Engine, Provider, Outputs.Store, m => m is { Step: "capture", Moment: Moment.AfterReply } ? throw new WorkerKilledException() : default);
        await Assert.ThrowsAsync<WorkerKilledException>(() => worker.ClaimAndRunAsync(run));
        await ExpireAsync(run);
        return run;
    }

    /// <summary>An object in the store, which nothing refers to yet.</summary>
    public async Task<OutputPath> WriteAsync(string content)
    {
        var path = Outputs.Store.NewPath(Me.Workspace);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await Outputs.Store.WriteAsync(path, bytes, 100, CancellationToken.None);
        return path;
    }

    public Task DeleteAsync(RunId run) => Engine.Get<RunDeletion>().DeleteAsync(Me, run, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Outputs.Dispose();
        await Engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task ExpireAsync(RunId run) =>
        Engine.ExecuteAsync("update run_leases set lease_expires_at = now() - interval '1 second', next_check_at = now() where run_id = $1", run.Value);

    private async Task<Guid> StoreAsync(RunId run, Guid attempt, string content)
    {
        var path = await WriteAsync(content);
        var output = await Engine.AddOutputAsync(Me, run, attempt, content, content.Length);
        await Engine.ExecuteAsync(
            "update output_objects set storage_backend = $2, storage_bucket = $3, storage_path = $4, stored_at = now() - interval '3 days' where id = $1",
            output, Outputs.Store.Backend, Outputs.Store.Bucket, path.Value);
        return output;
    }
}
