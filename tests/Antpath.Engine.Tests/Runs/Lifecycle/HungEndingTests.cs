using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>A copy or a removal that hangs holds up no delete, and no copy outlives its lease.</summary>
public sealed class HungEndingTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_copy_under_way_is_cut_when_its_lease_may_not_be_trusted_any_more()
    {
        var stuck = new StuckStream();
        Provider.Content = _ => stuck;
        FinishesWithOneFile();
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await stuck.Reading.WaitAsync(Patience);

        worker.Time.Advance(new WorkerOptions().LeaseTtl - new WorkerOptions().LeaseMargin);

        Assert.IsType<StepResult.LeaseLost>(await ending.WaitAsync(Patience));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1 and state = 'stored'", run.Value));
        Assert.Empty(_bench.Stored);
    }

    [Theory]
    [InlineData("list:files")]
    [InlineData("open:")]
    [InlineData("content")]
    public async Task A_delete_does_not_wait_for_a_copy_that_hangs(string hangs)
    {
        var stuck = new StuckStream();
        Provider.Content = _ => stuck;
        HangOnce(hangs);
        FinishesWithOneFile();
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await Task.WhenAny(Provider.Hung, stuck.Reading).WaitAsync(Patience);

        Assert.IsType<DeleteResult.Requested>(await Engine.Get<RunDeletion>().DeleteAsync(principal, run, CancellationToken.None));
        await SeeAsync(worker, held);
        worker.Time.Advance(new WorkerOptions().CutCallsAfter);
        await ending.WaitAsync(Patience);

        Assert.Equal(RunStatus.Succeeded, await Engine.ScalarAsync<string>("select status from runs where id = $1", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1 and state <> 'reserved'", run.Value));
        Assert.Empty(_bench.Stored);

        await _bench.PurgeAsync(); // it knows where the copy would be, in case it was whole
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1", run.Value));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_cancel_during_a_copy_that_hangs_begins_the_copy_again_and_changes_nothing_about_the_outcome()
    {
        var stuck = new StuckStream();
        var copies = 0;
        Provider.Content = bytes => ++copies == 1 ? stuck : new MemoryStream(bytes, writable: false);
        FinishesWithOneFile();
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await stuck.Reading.WaitAsync(Patience);

        Assert.IsType<CancelResult.Requested>(await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None));
        await SeeAsync(worker, held);
        worker.Time.Advance(new WorkerOptions().CutCallsAfter);
        await ending.WaitAsync(Patience);

        var view = await _bench.ViewAsync(principal, run);
        Assert.Equal((RunStatus.Succeeded, 1, 0), (view.Status, view.OutputCount, view.CaptureFailureCount));
        Assert.Equal("\u0001\u0002\u0003", Assert.Single(_bench.Stored));
        await _bench.AssertNothingLeftAsync(principal, run, storedBytes: 3);
    }

    [Theory]
    [InlineData("dispose:session")]
    [InlineData("dispose:environment")]
    [InlineData("dispose:agent")]
    public async Task A_delete_cuts_a_removal_that_hangs_and_it_is_tried_again_at_once(string call)
    {
        HangOnce(call);
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await Provider.Hung.WaitAsync(Patience);

        await Engine.Get<RunDeletion>().DeleteAsync(principal, run, CancellationToken.None);
        await SeeAsync(worker, held);
        worker.Time.Advance(new WorkerOptions().CutCallsAfter);
        await ending.WaitAsync(Patience);

        Assert.Equal(CleanupStatus.Succeeded, await Engine.ScalarAsync<string>("select cleanup_status from runs where id = $1", run.Value));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    private void FinishesWithOneFile() => Provider.OnSession = s => s.OnMessage = session =>
    {
        session.Finish();
        Provider.Write(session, "big.bin", [1, 2, 3]);
    };

    private void HangOnce(string call)
    {
        var left = 1;
        Provider.Hangs = c => c.StartsWith(call, StringComparison.Ordinal) && Interlocked.Exchange(ref left, 0) == 1;
    }

    /// <summary>The worker sees at its next renewal that somebody asked for something.</summary>
    private static async Task SeeAsync(WorkerUnderTest worker, HeldRun held)
    {
        Assert.True(Assert.Single(await worker.Leases.RenewAsync([held.Lease], CancellationToken.None)).Hurried);
        held.Hurry();
    }
}
