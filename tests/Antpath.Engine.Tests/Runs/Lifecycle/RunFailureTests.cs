using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>Runs that the provider, a secret or a defect ends.</summary>
public sealed class RunFailureTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(true, ReasonCodes.ApprovalRequested)]
    [InlineData(false, ReasonCodes.SnapshotMismatch)]
    public async Task A_session_that_is_not_what_was_asked_for_never_gets_the_prompt(bool couldAsk, string code)
    {
        Provider.OnSession = s =>
        {
            if (couldAsk)
                s.ToolsThatCouldAsk.Add("bash");
            else
                s.AgentVersion = "2";
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, code), (view.Status, view.StatusReason.Code));
        Assert.DoesNotContain("send", Provider.Calls);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_rejected_key_fails_the_run_and_says_so()
    {
        Provider.FailBefore = call => call.StartsWith("create", StringComparison.Ordinal)
            ? ScriptedProvider.Permanent("provider_key_rejected", 401, ErrorClass.TenantPermanent) : null;
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.ProviderKeyRejected), (view.Status, view.StatusReason.Code));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_run_waits_for_its_keys_turn_however_often_and_fails_at_nothing()
    {
        var (creates, removals) = (0, 0);
        Provider.FailBefore = call =>
            (call == "create:agent" && ++creates <= 20) || (call.StartsWith("dispose:environment", StringComparison.Ordinal) && ++removals <= 20)
                ? ScriptedProvider.Transient("provider_rate_budget_exhausted") with { NotAsked = true } : null;
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Succeeded, 1), (view.Status, view.Cleanup.State, view.AttemptCount));
        Assert.Equal(21, creates);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task AProvider_that_stays_away_uses_up_the_attempts()
    {
        Provider.FailBefore = call => call == "create:agent" ? ScriptedProvider.Transient() : null;
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.ProviderUnavailable, 3), (view.Status, view.StatusReason.Code, view.AttemptCount));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task What_a_session_used_before_it_was_lost_is_booked_though_no_event_tells_of_it()
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Run();
            session.Usage = new ProviderUsage { InputTokens = 20, OutputTokens = 7 };
            session.Add("session.status_terminated").Status = "terminated";
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, 20L, 7L), (view.Status, view.Usage.InputTokens, view.Usage.OutputTokens));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_session_deleted_by_somebody_fails_the_run_and_says_what_is_lost()
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        Provider.Resources.Single(r => r.Type == ProviderResourceType.Session).Gone = true;
        Provider.Sessions.Clear();
        await worker.RunToEndAsync(held);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.SessionLost, 1), (view.Status, view.StatusReason.Code, view.CaptureFailureCount));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_given_up_and_listed_and_the_secret_is_destroyed_all_the_same()
    {
        Provider.FailBefore = call => call == "dispose:agent" ? ScriptedProvider.Transient() : null;
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, RunStatus.CleanupFailed, CleanupStatus.Failed), (view.Status, view.Phase.State, view.Cleanup.State));
        Assert.False(view.SecretHeld);
        Assert.Equal(8L, await Engine.ScalarAsync<long>("select count(*) from cleanup_attempts c join provider_resources p on p.id = c.provider_resource_id where c.run_id = $1 and p.resource_type = 'agent'", run.Value));
        Assert.Equal([ProviderResourceType.Agent], Provider.Left.Select(r => r.Type));
        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from audit_logs where workspace_id = $1 and action = 'run.cleanup_failed'", principal.Workspace.Value));
    }

    [Fact]
    public async Task A_key_revoked_during_the_run_ends_in_a_list_of_what_is_left_and_how_to_remove_it()
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: CrashSubmission.WithEverything());
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);

        Provider.FailBefore = _ => ScriptedProvider.Permanent("provider_key_rejected", 401, ErrorClass.TenantPermanent);
        await worker.RunToEndAsync(held);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.CleanupFailed, CleanupStatus.Failed, false), (view.Phase.State, view.Cleanup.State, view.SecretHeld));
        var left = Assert.IsType<ResourceList>(await Engine.Get<RunQueries>().ResourcesAsync(principal.Workspace, run, CancellationToken.None)).Data;
        Assert.Equal(Provider.Left.Select(r => r.Id).Order(), left.Where(r => r.Remedy is not null).Select(r => r.ProviderId).Order());
        Assert.All(left, r => Assert.Contains($"/{r.ProviderId}", r.Remedy!.Command, StringComparison.Ordinal));
        Assert.All(left, r => Assert.NotNull(r.CleanupError));
    }

    [Fact]
    public async Task The_status_is_final_while_clean_up_is_still_being_retried()
    {
        Provider.FailBefore = call => call.StartsWith("dispose", StringComparison.Ordinal) ? ScriptedProvider.Transient() : null;
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.CleaningUp);
        while (!Provider.Calls.Contains("dispose:agent"))
            await worker.Loop.StepAsync(held, CancellationToken.None);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.InProgress, true), (view.Status, view.Cleanup.State, view.FinishedAt is not null));
        Provider.FailBefore = _ => null;
        await worker.RunToEndAsync(held);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task Clean_up_waits_for_its_next_search_instead_of_stepping_in_a_circle()
    {
        var searches = 0;
        Provider.FailBefore = call => call switch
        {
            "create:agent" => ScriptedProvider.Lost,
            "find:agent" when ++searches == 2 => ScriptedProvider.Transient(),
            _ => null,
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        while (!Provider.Calls.Contains("create:agent"))
            await worker.Loop.StepAsync(held, CancellationToken.None);
        await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
        held.Hurry();
        while (searches < 2)
        {
            if (await worker.Loop.StepAsync(held, CancellationToken.None) is StepResult.Again again)
                worker.Time.Advance(again.After);
        }

        var waiting = Assert.IsType<StepResult.Again>(await worker.Loop.StepAsync(held, CancellationToken.None));

        Assert.InRange(waiting.After, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3));
        await worker.RunToEndAsync(held);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_opened_ends_the_run_instead_of_retrying_for_ever()
    {
        var (principal, run) = await _bench.SubmitAsync();
        await Engine.ExecuteAsync("update vault_entries set ciphertext = '\\x00' where run_id = $1", run.Value);
        await using var worker = _bench.Worker();

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.InternalError), (view.Status, view.StatusReason.Code));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_run_that_stops_its_workers_too_often_ends_as_failed_with_its_resources_removed()
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        await worker.StepUntilAsync(await worker.ClaimAsync(run), RunStatus.ProviderRunning);
        await Engine.ExecuteAsync("update run_leases set claim_count = 8, lease_expires_at = now() - interval '1 second', next_check_at = now() where run_id = $1", run.Value);

        await worker.ClaimAndRunAsync(run);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Failed, ReasonCodes.AttemptsExhausted), (view.Status, view.StatusReason.Code));
        await _bench.AssertNothingLeftAsync(principal, run);
    }
}
