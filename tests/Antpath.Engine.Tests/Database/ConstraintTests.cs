using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Runs;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Database;

/// <summary>Rows that make no sense cannot be written, whatever the code does.</summary>
public sealed class ConstraintTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;
    private RunId _run;
    private Guid _attempt;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
        _run = await _engine.SubmitAsync(_me);
        _attempt = await _engine.AddAttemptAsync(_me, _run);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("status = 'claiming'")]                                    // derived, never stored
    [InlineData("status = 'provisioning'")]                                // contradicts phase queued
    [InlineData("phase = 'cleaning_up'")]
    [InlineData("status = 'succeeded', phase = 'cleaning_up'")]            // no outcome
    [InlineData("status = 'succeeded', phase = 'failed', outcome = 'succeeded', outcome_code = 'x', outcome_message = 'x', finished_at = now()")]
    [InlineData("status = 'succeeded', phase = 'cleaning_up', outcome = 'failed', outcome_code = 'x', outcome_message = 'x', finished_at = now()")]
    [InlineData("status = 'succeeded', phase = 'cleaning_up', outcome = 'succeeded', outcome_code = 'x', outcome_message = 'x'")] // not finished
    [InlineData("status = 'capturing_outputs', phase = 'capturing_outputs'")]
    [InlineData("outcome = 'failed'")]                                     // no reason
    [InlineData("outcome = 'lost', outcome_code = 'x', outcome_message = 'x'")]
    [InlineData("execution_secret_id = null")]                             // a live run without its secret
    [InlineData("cleanup_status = 'succeeded', cleaned_up_at = now()")]    // clean-up over, secret kept
    [InlineData("cleanup_status = 'failed', cleaned_up_at = now()")]
    [InlineData("cleanup_status = 'succeeded', execution_secret_id = null")] // over, and not said when
    [InlineData("cleaned_up_at = now()")]
    [InlineData("started_at = now()")]                                     // no deadline
    [InlineData("attempt_count = 1")]                                      // never started
    [InlineData("status = 'pending_delete'")]                              // nobody asked
    [InlineData("deleted_at = now()")]
    [InlineData("status = 'deleted', phase = 'deleted'")]
    [InlineData("request_hash = 'short'")]
    [InlineData("template_hash = 'sha256:xyz'")]
    [InlineData("status_code = 'Not A Code'")]
    [InlineData("priority = 101")]
    [InlineData("max_duration_seconds = 29")]
    [InlineData("budget_cents = 0")]
    [InlineData("last_event_sequence = -1")]
    public async Task A_run_row_that_contradicts_itself_is_refused(string change)
    {
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusalAsync($"update runs set {change} where id = $1", _run.Value));
    }

    [Theory]
    [InlineData("status = 'provisioning', phase = 'provisioning'")]
    [InlineData("status = 'provisioning', phase = 'provisioning', started_at = now(), deadline_at = now(), attempt_count = 1")]
    [InlineData("status = 'succeeded', phase = 'cleaning_up', outcome = 'succeeded', outcome_code = 'x', outcome_message = 'x', finished_at = now(), cleanup_status = 'in_progress'")]
    [InlineData("pending_delete_at = now()")]
    public async Task A_run_row_that_makes_sense_is_taken(string change)
    {
        await _engine.ExecuteAsync($"update runs set {change} where id = $1", _run.Value);
    }

    [Theory]
    [InlineData("insert into run_attempts (workspace_id, run_id, id, attempt_number) values ($1, $2, gen_random_uuid(), 9)")]
    [InlineData("insert into run_events (workspace_id, run_id, id, sequence, source, type) values ($1, $2, gen_random_uuid(), 99, 'antpath', 'x')")]
    [InlineData("insert into cleanup_attempts (workspace_id, run_id, id, action, status, retry_count) values ($1, $2, gen_random_uuid(), 'destroy_secret', 'succeeded', 0)")]
    [InlineData("""
        insert into provider_resources (workspace_id, run_id, id, run_attempt_id, resource_type, local_key, provider_name)
        values ($1, $2, gen_random_uuid(), (select id from run_attempts where run_id = $2), 'agent', 'k', 'n')
        """)]
    [InlineData("""
        insert into output_objects (workspace_id, run_id, id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, storage_backend, storage_bucket, storage_path, size_bytes)
        select $1, $2, gen_random_uuid(), a.id, r.creator_app_user_id, 'f', 'n', 'file_system', 'b', 'p', 1 from runs r join run_attempts a on a.run_id = r.id where r.id = $2
        """)]
    [InlineData("""
        insert into output_capture_failures (workspace_id, run_id, id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, reason, message)
        select $1, $2, gen_random_uuid(), a.id, r.creator_app_user_id, 'f', 'n', 'too_large', 'm' from runs r join run_attempts a on a.run_id = r.id where r.id = $2
        """)]
    public async Task A_child_row_cannot_stand_in_another_workspace_than_its_run(string insert)
    {
        var stranger = await _engine.NewPrincipalAsync();

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, await RefusalAsync(insert, stranger.Workspace.Value, _run.Value));
        await _engine.ExecuteAsync(insert, _me.Workspace.Value, _run.Value); // and in its own it can
    }

    [Fact]
    public async Task A_child_of_one_run_cannot_name_the_attempt_of_another()
    {
        var other = await _engine.SubmitAsync(_me);

        Assert.Equal(
            PostgresErrorCodes.ForeignKeyViolation,
            await RefusalAsync(
                "insert into run_events (workspace_id, run_id, id, sequence, run_attempt_id, source, provider_event_id, type) values ($1, $2, gen_random_uuid(), 9, $3, 'provider', 'e', 'x')",
                _me.Workspace.Value, other.Value, _attempt));
    }

    [Theory]
    [InlineData("lease_owner = 'w'")]
    [InlineData("lease_token = gen_random_uuid()")]
    [InlineData("lease_expires_at = now()")]
    [InlineData("lease_owner = 'w', lease_token = gen_random_uuid()")]
    [InlineData("waiting = true, active = true")]
    public async Task A_lease_is_whole_or_absent(string change)
    {
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusalAsync($"update run_leases set {change} where run_id = $1", _run.Value));
    }

    [Fact]
    public async Task A_provider_event_is_taken_once_an_attempt()
    {
        const string Sql = """
            insert into run_events (workspace_id, run_id, id, sequence, run_attempt_id, source, provider_event_id, type)
            values ($1, $2, gen_random_uuid(), $4, $3, 'provider', 'sevt_1', 'x')
            """;
        await _engine.ExecuteAsync(Sql, _me.Workspace.Value, _run.Value, _attempt, 2L);

        Assert.Equal(PostgresErrorCodes.UniqueViolation, await RefusalAsync(Sql, _me.Workspace.Value, _run.Value, _attempt, 3L));
    }

    [Theory]
    [InlineData("update workspace_counters set open_runs = -1 where workspace_id = $1")]
    [InlineData("update workspace_counters set storage_used_bytes = -1 where workspace_id = $1")]
    [InlineData("update workspaces set status = 'deleted' where id = $1")]
    [InlineData("update workspaces set pending_delete_at = now() where id = $1")]
    [InlineData("insert into api_tokens (id, workspace_id, creator_app_user_id, name, token_hash, pepper_id, scopes) select gen_random_uuid(), $1, app_user_id, 'n', sha256('x'), 'p', array['everything'] from workspace_memberships where workspace_id = $1")]
    [InlineData("insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity) select gen_random_uuid(), $1, app_user_id, gen_random_uuid(), 'input_tokens', 1 from workspace_memberships where workspace_id = $1")]
    [InlineData("insert into audit_logs (id, workspace_id, action) values (gen_random_uuid(), $1, 'Not an action')")]
    public async Task Counters_states_scopes_and_ledgers_keep_their_bounds(string sql)
    {
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusalAsync(sql, _me.Workspace.Value));
    }

    private async Task<string> RefusalAsync(string sql, params object[] values) =>
        (await Assert.ThrowsAsync<PostgresException>(() => _engine.ExecuteAsync(sql, values))).SqlState;
}
