using System.Text.Json;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Secrets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Submission;

public sealed class RunSubmissionsTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));

    private EngineUnderTest Engine => _engine.Value;

    private RunSubmissions Door => Engine.Get<RunSubmissions>();

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

    [Fact]
    public async Task An_accepted_run_is_queued_and_looks_the_same_when_read_again()
    {
        var principal = await Engine.NewPrincipalAsync();

        var result = await SubmitAsync(principal, Submissions.Simple(tags: ["a:1", "b"], priority: 7, cleanup: "retain"));

        var view = Assert.IsType<SubmitResult.Accepted>(result).View;
        Assert.Equal(RunStatus.Queued, view.Status);
        Assert.Equal(["a:1", "b"], view.Tags);
        Assert.Equal(7, view.Priority);
        Assert.Equal("retain", view.Limits.ClaudeSession);
        var read = await Engine.Get<RunQueries>().GetAsync(principal.Workspace, view.Id, CancellationToken.None);
        Assert.True(JsonElement.DeepEquals(Json(view), Json(Assert.IsType<RunView>(read))));
    }

    [Fact]
    public async Task Run_lease_event_secret_and_counter_appear_together()
    {
        var principal = await Engine.NewPrincipalAsync();

        var run = await Engine.SubmitAsync(principal);

        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1 and next_check_at <= now() and lease_token is null", run.Value));
        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and sequence = 1 and type = 'run.submitted'", run.Value));
        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from runs r join vault_entries v on v.id = r.execution_secret_id and v.run_id = r.id where r.id = $1", run.Value));
        Assert.Equal(1, await Engine.ScalarAsync<int>("select open_runs from workspace_counters where workspace_id = $1", principal.Workspace.Value));
    }

    [Fact]
    public async Task The_worker_can_open_what_was_submitted()
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal);
        var secret = await Engine.ScalarAsync<Guid>("select execution_secret_id from runs where id = $1", run.Value);

        var bundle = await Engine.Get<ISecretVault>().OpenAsync(principal.Workspace, run, secret, CancellationToken.None);

        Assert.Equal(Submissions.ApiKey, bundle!.Secrets.Anthropic.ApiKey.Reveal());
        Assert.Contains("ants", bundle.Content.Prompt.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_table_shows_a_secret_or_a_prompt()
    {
        var principal = await Engine.NewPrincipalAsync();
        await Engine.SubmitAsync(principal, key: "once");
        await using var tables = Engine.Database.CreateCommand(
            "select quote_ident(table_name) from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
        var names = new List<string>();
        await using (var reader = await tables.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                names.Add(reader.GetString(0));
        }

        Assert.NotEmpty(names);
        foreach (var name in names)
            Assert.Equal(0L, await Engine.ScalarAsync<long>($"select count(*) from {name} t where t::text like '%' || $1 || '%' or position(convert_to($1, 'utf8') in convert_to(t::text, 'utf8')) > 0", Submissions.Canary));
    }

    [Fact]
    public async Task The_same_key_and_request_return_the_first_run()
    {
        var principal = await Engine.NewPrincipalAsync();
        var first = await Engine.SubmitAsync(principal, "order-66");

        var again = await SubmitAsync(principal, Submissions.Simple(), "order-66");

        Assert.Equal(first, Assert.IsType<SubmitResult.Replayed>(again).View.Id);
        Assert.Equal(1L, await CountRunsAsync(principal));
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        var principal = await Engine.NewPrincipalAsync();
        var first = await Engine.SubmitAsync(principal, "order-66");

        var other = await SubmitAsync(principal, Submissions.Simple(topic: "bees"), "order-66");

        Assert.Equal(first, Assert.IsType<SubmitResult.KeyReused>(other).Run);
    }

    [Fact]
    public async Task The_same_key_in_another_workspace_is_another_run()
    {
        var first = await Engine.SubmitAsync(await Engine.NewPrincipalAsync(), "shared");
        var second = await Engine.SubmitAsync(await Engine.NewPrincipalAsync(), "shared");

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_new_pepper_still_knows_repetitions_of_older_requests()
    {
        var old = EngineUnderTest.Key("old");
        await using var before = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", old));
        var principal = await before.NewPrincipalAsync();
        var first = await before.SubmitAsync(principal, "rotated");

        await using var after = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", $"{EngineUnderTest.Key("new")},{old}"));
        var again = await after.Get<RunSubmissions>().SubmitAsync(principal, Submissions.Simple(), "rotated", CancellationToken.None);

        Assert.Equal(first, Assert.IsType<SubmitResult.Replayed>(again).View.Id);
    }

    [Fact]
    public async Task One_key_raced_fifty_times_is_one_run()
    {
        var principal = await Engine.NewPrincipalAsync();
        await using var otherProcess = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", Pepper), ("ANTPATH_VAULT_KEYS", EngineUnderTest.Key("k1")));
        await using var process = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", Pepper));

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? process : otherProcess).Get<RunSubmissions>()
            .SubmitAsync(principal, Submissions.Simple(), "raced", CancellationToken.None)));

        var accepted = Assert.Single(results.OfType<SubmitResult.Accepted>());
        Assert.All(results.OfType<SubmitResult.Replayed>(), r => Assert.Equal(accepted.View.Id, r.View.Id));
        Assert.Equal(49, results.OfType<SubmitResult.Replayed>().Count());
        Assert.Equal(1L, await CountRunsAsync(principal));
    }

    [Fact]
    public async Task Two_hundred_at_once_fill_the_quota_exactly()
    {
        var principal = await Engine.NewPrincipalAsync();
        await Engine.ExecuteAsync("update workspaces set open_runs_max = 120 where id = $1", principal.Workspace.Value);
        await using var otherProcess = new EngineUnderTest(database.ConnectionString);

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? Engine : otherProcess).Get<RunSubmissions>()
            .SubmitAsync(principal, Submissions.Simple(topic: $"t{i}"), null, CancellationToken.None)));

        Assert.Equal(120, results.OfType<SubmitResult.Accepted>().Count());
        Assert.All(results.OfType<SubmitResult.OverQuota>(), r => Assert.Equal(120, r.OpenRunsMax));
        Assert.Equal(80, results.OfType<SubmitResult.OverQuota>().Count());
        Assert.Equal(120L, await CountRunsAsync(principal));
        Assert.Equal(120, await Engine.ScalarAsync<int>("select open_runs from workspace_counters where workspace_id = $1", principal.Workspace.Value));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("token")]
    public async Task A_persons_and_a_tokens_cap_are_filled_exactly_and_freed_when_a_run_is_over(string of)
    {
        var tokens = Engine.Get<ApiTokens>();
        var owner = await Engine.NewPrincipalAsync();
        var (_, token) = await tokens.CreateAsync(owner.Workspace, owner.AppUser, "one", Scope.All, null, CancellationToken.None);
        var (_, otherToken) = await tokens.CreateAsync(owner.Workspace, owner.AppUser, "two", Scope.All, null, CancellationToken.None);
        var (one, two) = (owner with { ApiToken = token }, owner with { ApiToken = otherToken });
        await Engine.ExecuteAsync($"update workspaces set open_runs_per_{of}_max = 30 where id = $1", owner.Workspace.Value);
        await using var otherProcess = new EngineUnderTest(database.ConnectionString);

        var results = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => (i % 2 == 0 ? Engine : otherProcess).Get<RunSubmissions>()
            .SubmitAsync(one, Submissions.Simple(topic: $"t{i}"), null, CancellationToken.None)));

        var accepted = results.OfType<SubmitResult.Accepted>().Select(a => a.View.Id).ToList();
        Assert.Equal(30, accepted.Count);
        Assert.All(results.OfType<SubmitResult.OverQuota>(), r => Assert.Equal((of == "user" ? OpenRunsOf.User : OpenRunsOf.Token, 30), (r.Of, r.OpenRunsMax)));
        Assert.Equal(50, results.OfType<SubmitResult.OverQuota>().Count());
        if (of == "user")
            Assert.IsType<SubmitResult.OverQuota>(await SubmitAsync(two, Submissions.Simple(), null));
        else
            Assert.IsType<SubmitResult.Accepted>(await SubmitAsync(two, Submissions.Simple(), null));

        await Engine.ExecuteAsync(
            """
            update runs set status = 'cancelled', phase = 'cleaning_up', outcome = 'cancelled', outcome_code = 'x', outcome_message = 'x', finished_at = now()
            where id = $1
            """,
            accepted[0].Value);
        Assert.IsType<SubmitResult.Accepted>(await SubmitAsync(one, Submissions.Simple(), null));
        Assert.IsType<SubmitResult.OverQuota>(await SubmitAsync(one, Submissions.Simple(), null));
    }

    [Fact]
    public async Task A_replay_is_answered_even_over_quota()
    {
        var principal = await Engine.NewPrincipalAsync();
        await Engine.ExecuteAsync("update workspaces set open_runs_max = 1 where id = $1", principal.Workspace.Value);
        await Engine.SubmitAsync(principal, "only");

        Assert.IsType<SubmitResult.Replayed>(await SubmitAsync(principal, Submissions.Simple(), "only"));
        Assert.IsType<SubmitResult.OverQuota>(await SubmitAsync(principal, Submissions.Simple(), "another"));
    }

    [Fact]
    public async Task A_longer_run_than_the_workspace_allows_is_refused()
    {
        var principal = await Engine.NewPrincipalAsync();
        await Engine.ExecuteAsync("update workspaces set run_duration_seconds_max = 60 where id = $1", principal.Workspace.Value);

        var result = await SubmitAsync(principal, Submissions.Simple(durationSeconds: 61));

        Assert.Equal(60, Assert.IsType<SubmitResult.DurationTooLong>(result).MaxSeconds);
    }

    [Theory]
    [InlineData("update workspaces set status = 'suspended' where id = $1")]
    [InlineData("update workspaces set status = 'pending_delete', pending_delete_at = now() where id = $1")]
    [InlineData("update workspaces set status = 'deleted', pending_delete_at = now(), deleted_at = now() where id = $1")]
    public async Task A_closed_workspace_takes_no_run(string close)
    {
        var principal = await Engine.NewPrincipalAsync();
        await Engine.ExecuteAsync(close, principal.Workspace.Value);

        Assert.IsType<SubmitResult.WorkspaceClosed>(await SubmitAsync(principal, Submissions.Simple()));
        Assert.Equal(0L, await CountRunsAsync(principal));
    }

    [Fact]
    public async Task One_bad_submission_does_not_fail_its_neighbours()
    {
        var good = await Engine.NewPrincipalAsync();
        var strange = good with { AppUser = new AppUserId(Guid.AllBitsSet) };   // breaks a foreign key
        var closed = good with { Workspace = new WorkspaceId(Guid.AllBitsSet) }; // no such workspace

        var tasks = Enumerable.Range(0, 60)
            .Select(i => SubmitAsync(i == 17 ? strange : i == 40 ? closed : good, Submissions.Simple(topic: $"t{i}")))
            .ToList();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => tasks[17]);
        var results = await Task.WhenAll(tasks.Where((_, i) => i != 17));

        Assert.Equal(58, results.OfType<SubmitResult.Accepted>().Count());
        Assert.Single(results.OfType<SubmitResult.WorkspaceClosed>());
        Assert.Equal(58L, await CountRunsAsync(good));
        Assert.Equal(58, await Engine.ScalarAsync<int>("select open_runs from workspace_counters where workspace_id = $1", good.Workspace.Value));
    }

    [Fact]
    public async Task A_submission_nobody_waits_for_is_not_stored()
    {
        var principal = await Engine.NewPrincipalAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Door.SubmitAsync(principal, Submissions.Simple(), null, new CancellationToken(canceled: true)));

        Assert.Equal(0L, await CountRunsAsync(principal));
    }

    private static readonly string Pepper = EngineUnderTest.Key("p1");

    private Task<SubmitResult> SubmitAsync(Principal principal, Antpath.Submission.SubmittedRun run, string? key = null) =>
        Door.SubmitAsync(principal, run, key, CancellationToken.None);

    private Task<long> CountRunsAsync(Principal principal) =>
        Engine.ScalarAsync<long>("select count(*) from runs where workspace_id = $1", principal.Workspace.Value);

    private static JsonElement Json(RunView view) => JsonSerializer.SerializeToElement(view, WireJson.Default.RunView);
}
