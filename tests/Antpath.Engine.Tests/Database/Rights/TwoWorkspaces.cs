using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tests.Runs;
using Antpath.Workspaces;

namespace Antpath.Engine.Tests.Database.Rights;

/// <summary>Two workspaces with at least one row in every table that belongs to a workspace.</summary>
internal static class TwoWorkspaces
{
    public static async Task<(Principal Ours, Principal Theirs)> PlantAsync(EngineUnderTest engine) => (await PlantOneAsync(engine), await PlantOneAsync(engine));

    private static async Task<Principal> PlantOneAsync(EngineUnderTest engine)
    {
        var principal = await engine.NewPrincipalAsync(); // workspace, counters, membership, audit trail
        await engine.Get<ApiTokens>().CreateAsync(principal.Workspace, principal.AppUser, "planted", Scope.All, expiresAt: null, CancellationToken.None);
        var run = await engine.SubmitAsync(principal); // run, lease, event, vault entry
        var attempt = await engine.AddAttemptAsync(principal, run);
        await engine.AddOutputAsync(principal, run, attempt, "report.txt", 10); // and its line in the ledger
        await PlantCleanupAsync(engine, principal, run.Value, attempt);
        await PlantSweepAsync(engine, principal);
        await engine.Get<Invitations>().CreateAsync(principal, new InvitationRequest { Role = MemberRole.Viewer }, CancellationToken.None);
        return principal;
    }

    private static async Task PlantCleanupAsync(EngineUnderTest engine, Principal principal, Guid run, Guid attempt)
    {
        var resource = Guid.CreateVersion7();
        await engine.ExecuteAsync(
            "insert into provider_resources (workspace_id, run_id, run_attempt_id, id, resource_type, local_key, provider_name) values ($1, $2, $3, $4, 'agent', 'agent', 'planted')",
            principal.Workspace.Value, run, attempt, resource);
        await engine.ExecuteAsync(
            "insert into cleanup_attempts (workspace_id, run_id, id, provider_resource_id, action, status, retry_count) values ($1, $2, gen_random_uuid(), $3, 'delete', 'succeeded', 0)",
            principal.Workspace.Value, run, resource);
        await engine.ExecuteAsync(
            """
            insert into output_capture_failures (workspace_id, run_id, run_attempt_id, id, creator_app_user_id, provider_file_id, file_name, reason, message)
            values ($1, $2, $3, gen_random_uuid(), $4, 'file_planted', 'big.bin', 'too_large', 'Too large.')
            """,
            principal.Workspace.Value, run, attempt, principal.AppUser.Value);
    }

    private static async Task PlantSweepAsync(EngineUnderTest engine, Principal principal)
    {
        var sweep = Guid.CreateVersion7();
        await engine.ExecuteAsync(
            "insert into provider_sweeps (workspace_id, id, app_user_id, dry_run, secret_id, deadline_at) values ($1, $2, $3, true, gen_random_uuid(), now())",
            principal.Workspace.Value, sweep, principal.AppUser.Value);
        await engine.ExecuteAsync(
            """
            insert into provider_sweep_findings (workspace_id, sweep_id, resource_type, provider_id, created_at, action, reason, message)
            values ($1, $2, 'agent', 'agent_planted', now(), 'left', 'planted', 'Left.')
            """,
            principal.Workspace.Value, sweep);
    }
}
