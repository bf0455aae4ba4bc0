using Antpath.Engine.Tenancy;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs;

/// <summary>Moves submitted runs into later states as the lifecycle would leave them: legal rows only.</summary>
internal static class RunRows
{
    /// <summary>Over and cleaned up.</summary>
    public static async Task FinishAsync(this EngineUnderTest engine, RunId run, string outcome = "succeeded")
    {
        await engine.ExecuteAsync(
            """
            update runs
            set status = $2, status_code = 'end_turn', status_message = 'Finished.', phase = $2, phase_code = 'end_turn', phase_message = 'Finished.',
                outcome = $2, outcome_code = 'end_turn', outcome_message = 'Finished.', attempt_count = 1, started_at = created_at,
                deadline_at = created_at + interval '1 hour', finished_at = now(), cleanup_status = 'succeeded', cleanup_code = 'all_removed',
                cleanup_message = 'Gone.', cleaned_up_at = now(), execution_secret_id = null
            where id = $1
            """,
            run.Value, outcome);
        await engine.ExecuteAsync("delete from run_leases where run_id = $1", run.Value);
        await engine.ExecuteAsync("delete from vault_entries where run_id = $1", run.Value);
    }

    /// <summary>An attempt that settled.</summary>
    public static async Task<Guid> AddAttemptAsync(this EngineUnderTest engine, Principal principal, RunId run, short number = 1)
    {
        var id = TimeProvider.System.GetUtcNow().AddSeconds(number);
        var attempt = Guid.CreateVersion7(id);
        await engine.ExecuteAsync(
            "insert into run_attempts (workspace_id, run_id, id, attempt_number, state, ended_at) values ($1, $2, $3, $4, 'settled', now())",
            principal.Workspace.Value, run.Value, attempt, number);
        return attempt;
    }

    public static async Task AddEventAsync(
        this EngineUnderTest engine, Principal principal, RunId run, Guid attempt, string type, string? summary = null, string? usage = null)
    {
        await engine.ExecuteAsync(
            """
            with next as (update runs set last_event_sequence = last_event_sequence + 1 where id = $2 returning last_event_sequence)
            insert into run_events (workspace_id, run_id, id, sequence, run_attempt_id, source, provider_event_id, type, summary, usage)
            select $1, $2, gen_random_uuid(), last_event_sequence, $3, 'provider', 'sevt_' || last_event_sequence, $4, nullif($5, '')::jsonb, nullif($6, '')::jsonb
            from next
            """,
            principal.Workspace.Value, run.Value, attempt, type, summary ?? "", usage ?? "");
    }

    /// <summary>A captured file with its usage line; counted in the workspace's storage.</summary>
    public static async Task<Guid> AddOutputAsync(this EngineUnderTest engine, Principal principal, RunId run, Guid attempt, string fileName, long sizeBytes)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await engine.ExecuteAsync(
            """
            insert into output_objects (
                workspace_id, run_id, id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, storage_backend, storage_bucket, storage_path,
                state, size_bytes, sha256, stored_at)
            values ($1, $2, $3, $4, $5, 'file_' || $3, $6, 'file_system', 'outputs', 'w/' || $3, 'stored', $7, sha256('x'), now())
            """,
            principal.Workspace.Value, run.Value, id, attempt, principal.AppUser.Value, fileName, sizeBytes);
        await engine.ExecuteAsync(
            """
            insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity, output_object_id)
            values (gen_random_uuid(), $1, $2, $3, 'storage_bytes', $4, $5)
            """,
            principal.Workspace.Value, principal.AppUser.Value, run.Value, sizeBytes, id);
        await engine.ExecuteAsync("update workspace_counters set storage_used_bytes = storage_used_bytes + $2 where workspace_id = $1", principal.Workspace.Value, sizeBytes);
        return id;
    }

    public static Task AddCaptureFailureAsync(this EngineUnderTest engine, Principal principal, RunId run, Guid attempt, string fileName) => engine.ExecuteAsync(
        """
        insert into output_capture_failures (workspace_id, run_id, id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, reason, message)
        values ($1, $2, $3, $4, $5, 'file_' || $3, $6, 'download_failed', 'The download broke off.')
        """,
        principal.Workspace.Value, run.Value, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), attempt, principal.AppUser.Value, fileName);

    public static async Task<Guid> AddResourceAsync(this EngineUnderTest engine, Principal principal, RunId run, Guid attempt, string type)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await engine.ExecuteAsync(
            """
            insert into provider_resources (
                workspace_id, run_id, id, run_attempt_id, resource_type, local_key, provider_name, state, provider_id, created_at, cleanup_status, disposed_at)
            values ($1, $2, $3, $4, $5, $5, 'antpath-test', 'created', 'prov_' || $3, now(), 'succeeded', now())
            """,
            principal.Workspace.Value, run.Value, id, attempt, type);
        await engine.ExecuteAsync(
            """
            insert into cleanup_attempts (workspace_id, run_id, id, provider_resource_id, action, status, retry_count)
            values ($1, $2, gen_random_uuid(), $3, 'delete', 'succeeded', 0)
            """,
            principal.Workspace.Value, run.Value, id);
        return id;
    }
}
