using System.Runtime.CompilerServices;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>A provider that does not answer, or answers with trouble, holds up neither a cancel nor a deadline, and no call outlives its lease.</summary>
public sealed class HungCallTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CancelWithin = TimeSpan.FromSeconds(10);

    private readonly LifecycleBench _bench = new(database);

    private EngineUnderTest Engine => _bench.Engine;

    private ScriptedProvider Provider => _bench.Provider;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("create:environment", false)]
    [InlineData("create:agent", false)]
    [InlineData("create:session", false)]
    [InlineData("send", true)]
    [InlineData("list:events", true)]
    public async Task A_cancel_cuts_a_call_that_hangs_and_reaches_the_provider_within_its_time(string call, bool interrupts)
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        HangOnce(call);
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var interruptedAt = NoteInterrupt(worker);
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await Provider.Hung.WaitAsync(Patience);

        var askedAt = worker.Time.GetUtcNow();
        await CancelAsync(worker, held, principal, run);
        worker.Time.Advance(new WorkerOptions().CutCallsAfter);
        await ending.WaitAsync(Patience);

        Assert.Equal(RunStatus.Cancelled, (await _bench.ViewAsync(principal, run)).Status);
        Assert.Equal(interrupts, interruptedAt.Value is not null);
        if (interrupts)
            Assert.InRange(interruptedAt.Value!.Value - askedAt, TimeSpan.Zero, CancelWithin);
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task What_a_cut_create_made_in_the_end_is_still_found_and_removed()
    {
        HangOnce("create:agent");
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        var cancelling = worker.StepUntilAsync(held, RunStatus.CleaningUp);
        await Provider.Hung.WaitAsync(Patience);
        await CancelAsync(worker, held, principal, run);
        worker.Time.Advance(new WorkerOptions().CutCallsAfter);
        await cancelling.WaitAsync(Patience);

        // well after two searches have missed it, the provider lets it appear
        var searches = 0;
        Provider.FailBefore = c =>
        {
            if (c == "find:agent" && ++searches == 8)
                Provider.Resources.Add(new ScriptedResource("agent", "agent_late", Provider.Resources[0].Marker with { LocalKey = "agent" }));
            return null;
        };
        await worker.RunToEndAsync(held);

        Assert.True(searches >= 8, $"given up after {searches} searches");
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Fact]
    public async Task A_deadline_cuts_a_look_that_hangs()
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        HangOnce("list:events");
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var interruptedAt = NoteInterrupt(worker);
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await Provider.Hung.WaitAsync(Patience);
        var rest = worker.Time.GetElapsedTime(worker.Time.GetTimestamp(), held.Facts!.DeadlineAt!.Value);

        await PassAsync(worker, held, rest + new WorkerOptions().CutCallsAfter);
        await ending.WaitAsync(Patience);

        Assert.NotNull(interruptedAt.Value);
        Assert.Equal((RunStatus.TimedOut, ReasonCodes.DeadlinePassed), await StatusAsync(principal, run));
    }

    [Fact]
    public async Task A_wait_that_the_provider_asks_for_does_not_outlast_the_runs_time()
    {
        Provider.FailBefore = c => c == "create:agent" ? ScriptedProvider.Transient() with { RetryAfter = TimeSpan.FromDays(1) } : null;
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);

        StepResult result;
        do
            result = await worker.Loop.StepAsync(held, CancellationToken.None);
        while (!Provider.Calls.Contains("create:agent"));

        var most = await Engine.ScalarAsync<int>("select max_duration_seconds from runs where id = $1", run.Value);
        Assert.InRange(Assert.IsType<StepResult.Again>(result).After, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(most));
    }

    [Fact]
    public async Task An_interrupt_that_fails_is_sent_again_soon_however_long_the_provider_is_in_trouble()
    {
        Provider.OnSession = s => s.OnMessage = session => session.Run();
        var (principal, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.ProviderRunning);
        var tries = new List<DateTimeOffset>();
        Provider.FailBefore = c =>
        {
            if (c == "interrupt")
                tries.Add(worker.Time.GetUtcNow());
            return c is "interrupt" or "get:session" && tries.Count < 5 ? ScriptedProvider.Transient() with { RetryAfter = TimeSpan.FromMinutes(10) } : null;
        };

        await CancelAsync(worker, held, principal, run);
        await worker.RunToEndAsync(held);

        Assert.True(tries.Count >= 5);
        Assert.All(tries.Zip(tries.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.Zero, new WorkerOptions().InterruptRepeat));
        Assert.Equal((RunStatus.Cancelled, ReasonCodes.CancelledByUser), await StatusAsync(principal, run));
        await _bench.AssertNothingLeftAsync(principal, run);
    }

    [Theory]
    [InlineData("create:session")]
    [InlineData("get:session")]
    [InlineData("send")]
    [InlineData("list:files")]
    [InlineData("dispose:session")]
    public async Task A_call_under_way_is_cut_when_its_lease_may_not_be_trusted_any_more(string call)
    {
        HangOnce(call);
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        var held = await worker.ClaimAsync(run);
        var ending = worker.RunToEndAsync(held);
        await Provider.Hung.WaitAsync(Patience);
        var calls = Provider.Calls.Count;
        var before = await RowAsync(run);

        worker.Time.Advance(new WorkerOptions().LeaseTtl - new WorkerOptions().LeaseMargin);

        Assert.IsType<StepResult.LeaseLost>(await ending.WaitAsync(Patience));
        Assert.Equal(calls, Provider.Calls.Count);
        Assert.Equal(before, await RowAsync(run));
    }

    private void HangOnce(string call)
    {
        var left = 1;
        Provider.Hangs = c => c == call && Interlocked.Exchange(ref left, 0) == 1;
    }

    private StrongBox<DateTimeOffset?> NoteInterrupt(WorkerUnderTest worker)
    {
        var noted = new StrongBox<DateTimeOffset?>();
        Provider.FailBefore = c =>
        {
            if (c == "interrupt")
                noted.Value ??= worker.Time.GetUtcNow();
            return null;
        };
        return noted;
    }

    private async Task CancelAsync(WorkerUnderTest worker, HeldRun held, Engine.Tenancy.Principal principal, RunId run)
    {
        Assert.IsType<CancelResult.Requested>(await Engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None));
        Assert.True(Assert.Single(await worker.Leases.RenewAsync([held.Lease], CancellationToken.None)).Hurried);
        held.Hurry();
    }

    /// <summary>Lets time pass in pieces, the lease renewed as a worker renews it.</summary>
    private static async Task PassAsync(WorkerUnderTest worker, HeldRun held, TimeSpan time)
    {
        var piece = new WorkerOptions().RenewEvery;
        for (var left = time; left > TimeSpan.Zero; left -= piece)
        {
            worker.Time.Advance(left < piece ? left : piece);
            await worker.Leases.RenewAsync([held.Lease], CancellationToken.None);
        }
    }

    private async Task<(string Status, string Code)> StatusAsync(Engine.Tenancy.Principal principal, RunId run)
    {
        var view = await _bench.ViewAsync(principal, run);
        return (view.Status, view.StatusReason.Code);
    }

    private Task<string?> RowAsync(RunId run) => Engine.ScalarAsync<string>("select md5(r::text) from runs r where id = $1", run.Value);
}
