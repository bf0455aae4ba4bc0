using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs;

public sealed class RunQueriesTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    private RunQueries Queries => _engine.Get<RunQueries>();

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Nothing_of_another_workspace_is_found()
    {
        var run = await _engine.SubmitAsync(_me);
        var stranger = (await _engine.NewPrincipalAsync()).Workspace;

        Assert.Null(await Queries.GetAsync(stranger, run, CancellationToken.None));
        Assert.IsType<PageResult<EventPage>.NotFound>(await Queries.EventsAsync(stranger, run, null, 10, CancellationToken.None));
        Assert.IsType<PageResult<OutputList>.NotFound>(await Queries.OutputsAsync(stranger, run, null, 10, CancellationToken.None));
        Assert.Null(await Queries.ResourcesAsync(stranger, run, CancellationToken.None));
        Assert.Empty((await ListAsync(new RunFilter(), workspace: stranger)).Data);
    }

    [Fact]
    public async Task A_held_lease_shows_a_queued_run_as_claiming_until_it_expires()
    {
        var run = await _engine.SubmitAsync(_me);
        await _engine.ExecuteAsync("update run_leases set lease_owner = 'w', lease_token = gen_random_uuid(), lease_expires_at = now() + interval '1 hour' where run_id = $1", run.Value);
        var held = await GetAsync(run);
        var listed = await ListAsync(new RunFilter { Statuses = ["claiming"] });
        await _engine.ExecuteAsync("update run_leases set lease_expires_at = now() - interval '1 second' where run_id = $1", run.Value);
        var expired = await GetAsync(run);

        Assert.Equal(("claiming", "claimed", "claiming"), (held.Status, held.StatusReason.Code, held.Phase.State));
        Assert.Equal(run, Assert.Single(listed.Data).Id);
        Assert.Equal(("queued", "submitted"), (expired.Status, expired.StatusReason.Code));
    }

    [Fact]
    public async Task Sums_and_counts_are_the_runs_own()
    {
        var run = await _engine.SubmitAsync(_me);
        var other = await _engine.SubmitAsync(_me);
        var attempt = await _engine.AddAttemptAsync(_me, run);
        var otherAttempt = await _engine.AddAttemptAsync(_me, other);
        await _engine.AddOutputAsync(_me, run, attempt, "a.txt", 10);
        await _engine.AddOutputAsync(_me, run, attempt, "b.txt", 32);
        await _engine.AddOutputAsync(_me, other, otherAttempt, "c.txt", 1000);
        await _engine.AddCaptureFailureAsync(_me, run, attempt, "d.txt");

        var view = await GetAsync(run);

        Assert.Equal((2, 1, 42L), (view.OutputCount, view.CaptureFailureCount, view.Usage.StoredBytes));
    }

    [Fact]
    public async Task Pages_walk_every_run_once_newest_first_even_when_made_in_one_instant()
    {
        var runs = new List<RunId>();
        for (var i = 0; i < 7; i++)
            runs.Add(await _engine.SubmitAsync(_me));
        await _engine.ExecuteAsync("update runs set created_at = '2026-01-01' where workspace_id = $1", _me.Workspace.Value);

        var seen = new List<RunId>();
        string? cursor = null;
        do
        {
            var page = await ListAsync(new RunFilter(), cursor, limit: 3);
            Assert.True(page.Data.Count is > 0 and <= 3);
            Assert.All(page.Data, r => Assert.Null(r.Snapshot));
            seen.AddRange(page.Data.Select(r => r.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(runs.OrderByDescending(r => r.ToString(), StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Filters_must_all_hold()
    {
        var plain = await _engine.SubmitAsync(_me);
        var tagged = await _engine.SubmitAsync(_me, run: Submissions.Simple(tags: ["x", "y"], name: "other"));
        await _engine.FinishAsync(tagged);
        await _engine.ExecuteAsync("update runs set created_at = '2026-01-01' where id = $1", plain.Value);
        var hash = (await GetAsync(tagged)).Template.Hash;
        var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal([tagged], await IdsAsync(new RunFilter { Tags = ["x", "y"] }));
        Assert.Empty(await IdsAsync(new RunFilter { Tags = ["x", "z"] }));
        Assert.Equal([tagged], await IdsAsync(new RunFilter { Template = "other" }));
        Assert.Equal([tagged], await IdsAsync(new RunFilter { Template = hash }));
        Assert.Equal([tagged], await IdsAsync(new RunFilter { Statuses = ["succeeded", "failed"] }));
        Assert.Equal([plain], await IdsAsync(new RunFilter { Statuses = ["queued"] }));
        Assert.Equal([plain], await IdsAsync(new RunFilter { CreatedBefore = instant.AddSeconds(1) }));
        Assert.Equal([tagged], await IdsAsync(new RunFilter { CreatedAfter = instant }));
        Assert.Empty(await IdsAsync(new RunFilter { CreatedBefore = instant }));
        Assert.Empty(await IdsAsync(new RunFilter { Tags = ["x"], Statuses = ["queued"] }));
        Assert.Equal([tagged, plain], await IdsAsync(new RunFilter()));
    }

    [Fact]
    public async Task Events_continue_after_a_cursor_and_close_when_the_run_is_cleaned_up()
    {
        var run = await _engine.SubmitAsync(_me);
        var attempt = await _engine.AddAttemptAsync(_me, run);
        for (var i = 0; i < 4; i++)
            await _engine.AddEventAsync(_me, run, attempt, "agent.message", """{"blocks": 2}""", """{"inputTokens": 5}""");

        var first = await EventsAsync(run, null, 3);
        var second = await EventsAsync(run, first.NextCursor, 3);
        var nothing = await EventsAsync(run, second.NextCursor, 3);
        await _engine.FinishAsync(run);
        var closedButMore = await EventsAsync(run, null, 3);
        var closed = await EventsAsync(run, second.NextCursor, 3);

        Assert.Equal([1L, 2, 3], first.Data.Select(e => e.Sequence));
        Assert.True(first.HasMore);
        Assert.Equal(("run.submitted", "antpath", null), (first.Data[0].Type, first.Data[0].Source, first.Data[0].Attempt));
        Assert.Equal([4L, 5], second.Data.Select(e => e.Sequence));
        Assert.Equal((1, 5L, 2), (second.Data[0].Attempt, second.Data[0].Usage!.InputTokens, second.Data[0].Summary!.Value.GetProperty("blocks").GetInt32()));
        Assert.Equal((false, false), (second.HasMore, second.Closed));
        Assert.Equal((0, second.NextCursor, false), (nothing.Data.Count, nothing.NextCursor, nothing.Closed));
        Assert.Equal((true, false), (closedButMore.HasMore, closedButMore.Closed));
        Assert.True(closed.Closed);
    }

    [Fact]
    public async Task Outputs_and_failures_page_together_and_each_comes_once()
    {
        var run = await _engine.SubmitAsync(_me);
        var attempt = await _engine.AddAttemptAsync(_me, run);
        for (var i = 0; i < 5; i++)
            await _engine.AddOutputAsync(_me, run, attempt, $"f{i}", i + 1);
        for (var i = 0; i < 3; i++)
            await _engine.AddCaptureFailureAsync(_me, run, attempt, $"g{i}");

        var captured = new List<string>();
        var failed = new List<string>();
        string? cursor = null;
        do
        {
            var page = Assert.IsType<PageResult<OutputList>.Found>(await Queries.OutputsAsync(_me.Workspace, run, cursor, 2, CancellationToken.None)).Page;
            captured.AddRange(page.Data.Select(o => o.FileName));
            failed.AddRange(page.Failures.Select(o => o.FileName));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["f0", "f1", "f2", "f3", "f4"], captured.Order(StringComparer.Ordinal));
        Assert.Equal(["g0", "g1", "g2"], failed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Resources_show_the_journal_and_the_tries_to_remove()
    {
        var run = await _engine.SubmitAsync(_me);
        var attempt = await _engine.AddAttemptAsync(_me, run);
        var agent = await _engine.AddResourceAsync(_me, run, attempt, "agent");

        var list = await Queries.ResourcesAsync(_me.Workspace, run, CancellationToken.None);

        var entry = Assert.Single(list!.Data);
        Assert.Equal(("agent", 1, "created", "succeeded"), (entry.Type, entry.Attempt, entry.State, entry.CleanupStatus));
        Assert.Equal(new ResourceId(agent), Assert.Single(list.CleanupAttempts).ResourceId);
    }

    [Fact]
    public async Task A_damaged_cursor_is_said_to_be_bad()
    {
        var run = await _engine.SubmitAsync(_me);

        Assert.IsType<PageResult<RunPage>.BadCursor>(await Queries.ListAsync(_me.Workspace, new RunFilter(), "nonsense", 10, CancellationToken.None));
        Assert.IsType<PageResult<EventPage>.BadCursor>(await Queries.EventsAsync(_me.Workspace, run, "nonsense", 10, CancellationToken.None));
        Assert.IsType<PageResult<OutputList>.BadCursor>(await Queries.OutputsAsync(_me.Workspace, run, "nonsense", 10, CancellationToken.None));
    }

    private async Task<RunView> GetAsync(RunId run) => Assert.IsType<RunView>(await Queries.GetAsync(_me.Workspace, run, CancellationToken.None));

    private async Task<IEnumerable<RunId>> IdsAsync(RunFilter filter) => (await ListAsync(filter)).Data.Select(r => r.Id);

    private async Task<RunPage> ListAsync(RunFilter filter, string? cursor = null, int limit = 50, WorkspaceId? workspace = null) =>
        Assert.IsType<PageResult<RunPage>.Found>(await Queries.ListAsync(workspace ?? _me.Workspace, filter, cursor, limit, CancellationToken.None)).Page;

    private async Task<EventPage> EventsAsync(RunId run, string? after, int limit) =>
        Assert.IsType<PageResult<EventPage>.Found>(await Queries.EventsAsync(_me.Workspace, run, after, limit, CancellationToken.None)).Page;
}
