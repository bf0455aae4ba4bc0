using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>
/// The crash matrix, made from what runs do rather than from a list: each scenario is run once and watched; then workers die, or are overtaken
/// and go on, at every milestone it passed and in front of and behind every provider call (the answer is lost with the worker).
/// </summary>
public sealed partial class CrashMatrixTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private const int WorkersMax = 12;

    /// <summary>
    /// What befalls workers befalls two of them: the first at the point, whoever goes on from there a few points later. A single blow is no case of its
    /// own, because the last worker always goes to the end after one.
    /// </summary>
    private const int Blows = 2;

    /// <summary>Points from the first blow to the second at most.</summary>
    private const int DistanceMax = 7;

    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));
    private readonly TemporaryOutputs _store = new();

    private int _passes;

    /// <summary>The worker whose step passes a point. An overtaken one that goes on is no more the one that blows befall.</summary>
    private readonly AsyncLocal<WorkerUnderTest?> _taking = new();

    public static TheoryData<string> Names { get; } = [.. CrashScenario.All.Select(s => s.Name)];

    private EngineUnderTest Engine => _engine.Value;

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task However_workers_die_the_run_ends_as_it_must_and_everything_happens_once(string name)
    {
        var scenario = CrashScenario.All.Single(s => s.Name == name);
        var points = await PassAsync(scenario, null, Fate.Live);
        Assert.True(points.Count > 10, $"only {points.Count} points were passed");

        var leaves = scenario.LeavesAt is { } at ? points.ToList().IndexOf(at) : 0;
        Assert.True(leaves >= 0, $"{scenario.LeavesAt} was not passed");
        foreach (var point in points.Skip(leaves - DistanceMax))
        {
            await PassAsync(scenario, point, Fate.Die);
            await PassAsync(scenario, point, Fate.AreOvertaken);
        }
    }

    [Fact]
    public async Task Every_milestone_in_the_code_is_one_that_the_matrix_kills_at()
    {
        var passed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scenario in CrashScenario.All)
            passed.UnionWith(await PassAsync(scenario, null, Fate.Live));

        var written = MilestonesInSource.OfSteps().ToList();

        Assert.True(written.Count > 15, $"only {written.Count} milestones were found in the source");
        foreach (var milestone in written)
            Assert.Contains(passed, p => Regex.IsMatch(p, $"^{milestone}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    /// <summary>Takes a run through its scenario.</summary>
    /// <returns>Every point passed, each once, in order.</returns>
    private async Task<IReadOnlyList<string>> PassAsync(CrashScenario scenario, string? point, Fate fate)
    {
        var provider = new ScriptedProvider { IdEnd = $"_{++_passes}" };
        var passed = new ConcurrentQueue<string>();
        var (principal, run) = await SubmitAsync(scenario, provider);
        var left = fate == Fate.Live ? 0 : Blows;
        var toNext = 1 + (point?.Length ?? 0) % DistanceMax; // another distance for each point, the same every time
        WorkerUnderTest? current = null;
        var interfered = false;

        async ValueTask AtAsync(string at)
        {
            passed.Enqueue(at);
            if (left == 0 || _taking.Value != current || (left == Blows ? at != point : --toNext > 0))
                return;
            left--;
            if (fate == Fate.Die)
                throw new WorkerKilledException();
            var overtaken = current!;
            current = null; // its other calls under way are those of an overtaken worker from here on
            await ExpireAsync(run);
            overtaken.Time.Advance(new WorkerOptions().LeaseTtl);
            await TakeUntilOverAsync(run, provider, AtAsync, w => current = w);
        }

        provider.AtCall = async (call, answered) =>
        {
            if (!answered && call == scenario.InterferesAt && !interfered)
            {
                interfered = true;
                await scenario.Interfere(Engine, principal, run);
            }

            await AtAsync($"call {Digits().Replace(call, "n")} {(answered ? "answered" : "asked")}");
        };
        var what = $"{scenario.Name}, {fate} at {point}";
        try
        {
            await TakeUntilOverAsync(run, provider, AtAsync, w => current = w);
        }
        catch (Exception e) when (e is not WorkerKilledException)
        {
            throw new InvalidOperationException($"{what}, after {string.Join(", ", passed)}", e);
        }

        await AssertAsync(scenario, run, provider, what);
        return [.. passed.Distinct(StringComparer.Ordinal)];
    }

    private async Task<(Principal Principal, RunId Run)> SubmitAsync(CrashScenario scenario, ScriptedProvider provider)
    {
        provider.OnSession = s => s.OnMessage = session =>
        {
            if (scenario.Finishes)
                session.Finish();
            else
                session.Run();
            provider.Write(session, "a.txt", Encoding.UTF8.GetBytes("first"));
            provider.Write(session, "b.txt", Encoding.UTF8.GetBytes("second"));
        };
        scenario.Arrange(provider);
        var principal = await Engine.NewPrincipalAsync();
        return (principal, await Engine.SubmitAsync(principal, run: scenario.Everything ? CrashSubmission.WithEverything() : Submissions.Simple(cleanup: scenario.Retain ? "retain" : null)));
    }

    private async Task TakeUntilOverAsync(RunId run, ScriptedProvider provider, Func<string, ValueTask> at, Action<WorkerUnderTest> taking)
    {
        for (var n = 0; n < WorkersMax && !await OverAsync(run); n++)
        {
            await using var worker = new WorkerUnderTest(Engine, provider, _store.Store, m => at($"{m.Step}/{Digits().Replace(m.Subject, "n")}/{m.Moment}"));
            taking(worker);
            _taking.Value = worker;
            try
            {
                await worker.ClaimAndRunAsync(run);
            }
            catch (WorkerKilledException)
            {
                await ExpireAsync(run);
            }
        }

        Assert.True(await OverAsync(run), $"not over after {WorkersMax} workers");
    }

    private Task<bool> OverAsync(RunId run) => Engine.ScalarAsync<bool>("select cleaned_up_at is not null from runs where id = $1", run.Value);

    private Task ExpireAsync(RunId run) => Engine.ExecuteAsync(
        "update run_leases set lease_expires_at = now() - interval '1 second', next_check_at = now() - interval '1 second' where run_id = $1 and lease_token is not null", run.Value);

    private async Task AssertAsync(CrashScenario scenario, RunId run, ScriptedProvider provider, string what)
    {
        const string Sql = """
            select concat_ws(' ', r.status || '|' || r.phase || '|' || r.cleanup_status,
                'stored', (select count(*) from output_objects where run_id = $1 and kind = 'file' and state = 'stored'),
                'begun', (select count(*) from output_objects where run_id = $1 and kind = 'file' and state <> 'stored'),
                'failures', (select count(*) from output_capture_failures where run_id = $1),
                'secrets', (select count(*) from vault_entries where run_id = $1),
                'leases', (select count(*) from run_leases where run_id = $1),
                'counters', c.open_runs, c.active_runs, c.storage_reserved_bytes,
                'removed twice', (select count(*) from (
                    select from cleanup_attempts where run_id = $1 and status = 'succeeded' group by provider_resource_id having count(*) > 1) twice),
                'gaps', (select max(sequence) - count(*) from run_events where run_id = $1),
                'running', (select count(*) from run_attempts where run_id = $1 and state = 'running'))
            from runs r join workspace_counters c on c.workspace_id = r.workspace_id
            where r.id = $1
            """;
        var outputs = scenario.Outputs ?? await Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1 and kind = 'file'", run.Value);
        var expected = $"{scenario.Ends} stored {outputs} begun 0 failures {scenario.Failures} secrets 0 leases 0 counters 0 0 0 removed twice 0 gaps 0 running 0";
        var left = string.Join(' ', provider.Left.Select(r => r.Type).Order(StringComparer.Ordinal));
        var sends = provider.Calls.Count(c => c == "send");
        var sessions = provider.Resources.Count(r => r.Type == ProviderResourceType.Session);
        Assert.Equal($"{what}: {expected} left ({scenario.Keeps}) sends {scenario.Sends ?? Math.Min(1, sends)} sessions once True",
            $"{what}: {await Engine.ScalarAsync<string>(Sql, run.Value)} left ({left}) sends {sends} sessions once {sessions <= 1}");
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Digits();

    /// <summary>What happens to workers.</summary>
    private enum Fate
    {
        Live,
        Die,

        /// <summary>The lease runs out, another worker takes the run to its end, and the first one goes on.</summary>
        AreOvertaken,
    }
}
