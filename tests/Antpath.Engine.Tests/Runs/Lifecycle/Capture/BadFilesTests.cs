using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Outputs.Storage;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Capture;

/// <summary>Sessions that name their files badly, lists that lie, bodies that do not end, and a store that fails: the run ends, and nothing counts twice.</summary>
public sealed class BadFilesTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private static readonly string[] Names =
    [
        "../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "CON", "con.txt", "..", ".", "", " ", "a\tb\nc\u0007.txt", "\u202Egnp.exe", "\uFEFFname", "e\u0301\u0300",
        "<script>alert(1)</script>.html", "'; drop table runs; --", new string('n', 4096), new string('\u00fc', 2048), "\ud83d\ude00.txt",
    ];

    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    /// <summary>Places in the list: not every runner can print such names.</summary>
    public static TheoryData<int> Places => [.. Enumerable.Range(0, Names.Length)];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_file_is_stored_under_its_true_name(int place)
    {
        var name = Names[place];
        var (principal, run) = await RunAsync(s => Provider.Write(s, name, [1, 2, 3]));

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal((name, 3L, 0), (Assert.Single(outputs.Data).FileName, outputs.Data[0].SizeBytes, outputs.Failures.Count));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 3);
    }

    [Fact]
    public async Task What_no_text_column_holds_is_replaced_in_the_name_and_the_file_is_stored()
    {
        var (principal, run) = await RunAsync(s =>
        {
            Provider.Write(s, "nul\0l", [1]);
            Provider.Write(s, "half \ud83d", [2]);
        });

        Assert.Equal(["half \ufffd", "nul\ufffdl"], (await OutputsAsync(principal, run)).Data.Select(o => o.FileName).Order(StringComparer.Ordinal));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 2);
    }

    [Fact]
    public async Task Files_of_one_name_and_empty_files_are_files_like_others()
    {
        var (principal, run) = await RunAsync(s =>
        {
            Provider.Write(s, "same.txt", [1]);
            Provider.Write(s, "same.txt", [2, 2]);
            Provider.Write(s, "empty.txt", []);
        });

        Assert.Equal([("empty.txt", 0L), ("same.txt", 1L), ("same.txt", 2L)], (await OutputsAsync(principal, run)).Data.Select(o => (o.FileName, o.SizeBytes)).Order());
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 3);
    }

    [Theory]
    [InlineData(2L, "size_mismatch")]
    [InlineData(4L, "size_mismatch")]
    [InlineData(0L, "size_mismatch")]
    [InlineData(-1L, "too_large")]
    [InlineData(long.MaxValue, "too_large")]
    public async Task A_list_that_lies_about_a_size_gives_a_failure_and_holds_up_no_other_file(long listed, string reason)
    {
        var (principal, run) = await RunAsync(s =>
        {
            Provider.Write(s, "lie.txt", [1, 2, 3], listed);
            Provider.Write(s, "true.txt", [1]);
        });

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal(("lie.txt", reason), (Assert.Single(outputs.Failures).FileName, outputs.Failures[0].Reason));
        Assert.Equal("true.txt", Assert.Single(outputs.Data).FileName);
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 1);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_off()
    {
        Provider.Content = _ => new ZeroStream(long.MaxValue);

        var (principal, run) = await RunAsync(s => Provider.Write(s, "endless.bin", [], listedSize: 1000));

        Assert.Equal("size_mismatch", Assert.Single((await OutputsAsync(principal, run)).Failures).Reason);
        Assert.Empty(_bench.Stored);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_body_that_breaks_off_gives_a_failure()
    {
        Provider.Content = bytes => new BreakingStream(bytes.Length / 2);

        var (principal, run) = await RunAsync(s => Provider.Write(s, "broken.bin", new byte[1000]));

        Assert.Equal(("download_failed", true), (await OutputsAsync(principal, run)).Failures.Select(f => (f.Reason, f.Retryable)).Single());
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_store_that_fails_half_way_gives_failures_and_the_run_ends_without_a_manifest()
    {
        var (principal, run) = await RunAsync(
            s =>
            {
                Provider.Write(s, "a.txt", [1]);
                Provider.Write(s, "b.txt", [1, 2]);
            },
            new FailingStore(_bench.Store, failAfter: 1));

        var outputs = await OutputsAsync(principal, run);
        Assert.Equal((1, "storage_failed", true), (outputs.Data.Count, Assert.Single(outputs.Failures).Reason, outputs.Failures[0].Retryable));
        Assert.Null(outputs.Manifest);
        Assert.Equal(1L, await Engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and type = 'run.manifest_skipped'", run.Value));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: outputs.Data[0].SizeBytes);
    }

    private async Task<(Principal Principal, RunId Run)> RunAsync(Action<ScriptedSession> write, IOutputStore? store = null)
    {
        Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            write(session);
        };
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker(store: store);
        Assert.IsType<StepResult.Over>(await worker.ClaimAndRunAsync(run));
        Assert.Equal(RunStatus.Succeeded, (await _bench.ViewAsync(principal, run)).Status);
        Assert.Equal("true", await Engine.ScalarAsync<string>(
            """
            select (coalesce((select sum(quantity) from usage_ledger where workspace_id = $1 and kind = 'storage_bytes'), 0) = c.storage_used_bytes
                and coalesce((select sum(size_bytes) from output_objects where workspace_id = $1 and stored_at is not null and state <> 'deleted'), 0) = c.storage_used_bytes)::text
            from workspace_counters c where workspace_id = $1
            """,
            principal.Workspace.Value));
        return (principal, run);
    }

    private async Task<OutputList> OutputsAsync(Principal principal, RunId run) => Assert.IsType<PageResult<OutputList>.Found>(
        await Engine.Get<RunQueries>().OutputsAsync(principal.Workspace, run, null, 100, TestContext.Current.CancellationToken)).Page;
}
