using System.Globalization;
using System.Text;
using Antpath.Engine.Providers;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>Checks the invariants of one seed's workspace, and remembers what must not change.</summary>
internal sealed class InvariantCheck
{
    private const string RunsSql = "select id, status, outcome from runs where workspace_id = $1";

    /// <summary>By the provider's id, or by what it was asked for when its id never became known.</summary>
    private const string LeftSql = """
        select coalesce(p.provider_id, concat_ws(' ', p.run_id, p.local_key, a.attempt_number, p.try_number))
        from provider_resources p
        join run_attempts a on a.id = p.run_attempt_id
        where p.workspace_id = $1 and p.cleanup_status in ('retained', 'failed')
        """;

    private readonly World _world;
    private readonly SimulatedProvider _provider;
    private readonly SimulatedStore _store;
    private readonly Guid _workspace;
    private readonly NpgsqlCommand _always;
    private readonly NpgsqlCommand _atTheEnd;
    private readonly Dictionary<Guid, (string Status, string? Outcome)> _known = [];
    private readonly Dictionary<Guid, (Guid Token, DateTimeOffset ExpiresAt)> _leases = [];
    private readonly HashSet<string> _mayStay = new(StringComparer.Ordinal);

    private InvariantCheck(
        World world, SimulatedProvider provider, SimulatedStore store, Guid workspace, NpgsqlCommand always, NpgsqlCommand atTheEnd) =>
        (_world, _provider, _store, _workspace, _always, _atTheEnd) = (world, provider, store, workspace, always, atTheEnd);

    /// <summary>When the first run is due for a claim, or null when every lifecycle is over.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Whether a lease is the run's own by the database, as it is since the last event; null when the run has none any more.</summary>
    public bool? Holds(Activity activity) => _leases.TryGetValue(activity.Run!.Value, out var lease)
        ? lease.Token == activity.LeaseToken && lease.ExpiresAt > _world.Now
        : null;

    public static async Task<InvariantCheck> OpenAsync(
        SimulatedLane lane, World world, SimulatedProvider provider, SimulatedStore store, Guid workspace) => new(
        world, provider, store, workspace,
        await lane.PrepareAsync(Together(Invariants.Always), new NpgsqlParameter<Guid> { TypedValue = workspace }),
        await lane.PrepareAsync(Together(Invariants.AtTheEnd), new NpgsqlParameter<Guid> { TypedValue = workspace }));

    /// <summary>After an event.</summary>
    /// <param name="wrote">Whether it may have written anything; without a write the rows are as they were found good.</param>
    public async Task AfterEventAsync(bool wrote)
    {
        if (wrote)
            await CheckAsync(_always);
        CheckPrompts();
    }

    /// <summary>After the world has healed.</summary>
    public async Task AtTheEndAsync(SimulatedLane lane)
    {
        await CheckAsync(_atTheEnd);
        foreach (var left in _provider.Model.Left.Where(r => !_mayStay.Contains(r.Id) && !_mayStay.Contains(Asked(r))))
            _world.Break(Invariants.NothingLeft, $"{left.Id} {left.Marker.LocalKey} attempt {left.Marker.Attempt} try {left.Marker.Try}");
        await CheckStoreAsync(lane);
        foreach (var (run, _) in _known.Where(k => k.Value.Status == RunStatus.Succeeded))
            await CheckSucceededAsync(lane, run);
    }

    /// <summary>All rules in one statement: a round trip for each would cost more than the rules do.</summary>
    private static string Together(IReadOnlyList<Invariant> invariants)
    {
        var sql = new StringBuilder();
        foreach (var invariant in invariants.Where(i => i.Sql is not null))
            sql.Append(sql.Length == 0 ? "" : "\nunion all\n").Append($"select 0, '{invariant.Name}', broken.* from ({invariant.Sql}) broken");
        sql.Append($"\nunion all select 1, id::text, concat_ws('|', status, outcome) from ({RunsSql}) runs");
        sql.Append("\nunion all select 4, run_id::text, concat_ws('|', lease_token, (extract(epoch from lease_expires_at) * 1000000)::bigint) from run_leases where workspace_id = $1");
        sql.Append("\nunion all select 3, '', (extract(epoch from min(next_check_at)) * 1000000)::bigint::text from run_leases where workspace_id = $1");
        return sql.Append($"\nunion all select 2, '', stays.* from ({LeftSql}) stays").ToString();
    }

    private async Task CheckAsync(NpgsqlCommand command)
    {
        _leases.Clear();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            switch (reader.GetInt32(0))
            {
                case 0:
                    _world.Break(reader.GetString(1), reader.GetString(2));
                    break;
                case 1:
                    CheckTerminal(Guid.Parse(reader.GetString(1)), reader.GetString(2).Split('|'));
                    break;
                case 3:
                    DueAt = await reader.IsDBNullAsync(2) ? null : Instant(reader.GetString(2));
                    break;
                case 4:
                    var lease = reader.GetString(2).Split('|');
                    _leases[Guid.Parse(reader.GetString(1))] = lease.Length < 2 ? (Guid.Empty, DateTimeOffset.MinValue) : (Guid.Parse(lease[0]), Instant(lease[1]));
                    break;
                default:
                    _mayStay.Add(reader.GetString(2));
                    break;
            }
        }
    }

    private static DateTimeOffset Instant(string microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(microseconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);

    private static string Asked(ScriptedResource left) =>
        RunId.TryParse(left.Marker.Run, out var run) ? $"{run.Value} {left.Marker.LocalKey} {left.Marker.Attempt} {left.Marker.Try}" : "";

    private void CheckTerminal(Guid run, string[] now)
    {
        var (status, outcome) = (now[0], now.Length > 1 ? now[1] : null);
        if (_known.TryGetValue(run, out var before))
        {
            var moved = RunStatus.IsTerminal(before.Status) && status != before.Status && status is not (RunStatus.PendingDelete or RunStatus.Deleted);
            if (moved || (before.Outcome is not null && before.Outcome != outcome))
                _world.Break(Invariants.TerminalStays, $"{before} became {status}, {outcome}");
        }

        _known[run] = (status, outcome);
    }

    private void CheckPrompts()
    {
        var runOf = _provider.Model.Resources.Where(r => r.Type == ProviderResourceType.Session)
            .ToDictionary(r => r.Id, r => r.Marker.Run, StringComparer.Ordinal);
        foreach (var run in _provider.Started.GroupBy(s => runOf[s.Id]).Where(g => g.Sum(s => s.Messages) > 1))
            _world.Break(Invariants.OnePrompt, string.Join(", ", run.Select(s => $"{s.Id} got {s.Messages}")));
    }

    private async Task CheckSucceededAsync(SimulatedLane lane, Guid run)
    {
        var id = new RunId(run).ToString();
        var sessions = _provider.Model.Resources.Where(r => r.Type == ProviderResourceType.Session && r.Marker.Run == id)
            .Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var worked = _provider.Started.Single(s => sessions.Contains(s.Id) && s.Messages == 1);
        var booked = await lane.Engine.ScalarAsync<long>(
            "select coalesce(sum(quantity), 0)::bigint from usage_ledger where workspace_id = $1 and run_id = $2 and kind = 'input_tokens'", _workspace, run);
        if (booked != worked.Usage.InputTokens)
            _world.Break(Invariants.UsageExact, $"{booked} booked, {worked.Usage.InputTokens} used");
        foreach (var file in worked.Files)
        {
            if (!await IsSettledAsync(lane, run, file))
                _world.Break(Invariants.FilesComplete, $"{file.Id} {file.FileName} of {worked.Id}");
        }
    }

    private async Task CheckStoreAsync(SimulatedLane lane)
    {
        const string Paths = """
            select coalesce(array_agg(storage_path) filter (where state = 'stored'), '{}') from output_objects
            where workspace_id = $1
            """;
        var rows = (await lane.Engine.ScalarAsync<string[]>(Paths, _workspace) ?? []).ToHashSet(StringComparer.Ordinal);
        var (missing, rowless) = (rows.Count(r => !_store.Objects.ContainsKey(r)), _store.Objects.Keys.Count(o => !rows.Contains(o)));
        if (missing + rowless > 0)
            _world.Break(Invariants.StoreMatchesRows, $"{missing} rows without their object, {rowless} objects without a row");
    }

    private async Task<bool> IsSettledAsync(SimulatedLane lane, Guid run, SessionFile file)
    {
        const string Failure = """
            select count(*) from output_capture_failures
            where workspace_id = $1 and run_id = $2 and (provider_file_id = $3 or file_name = '')
            """; // without a name: there was no list of files
        const string Stored = """
            select storage_path from output_objects where workspace_id = $1 and run_id = $2 and provider_file_id = $3 and state = 'stored'
            """;
        if (await lane.Engine.ScalarAsync<long>(Failure, _workspace, run, file.Id) > 0)
            return true;
        return await lane.Engine.ScalarAsync<string>(Stored, _workspace, run, file.Id) is { } path
            && _store.Objects.TryGetValue(path, out var bytes) && bytes.AsSpan().SequenceEqual(_provider.Model.Contents[file.Id]);
    }
}
