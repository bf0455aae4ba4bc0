using System.Collections.Concurrent;
using Npgsql;

namespace Antpath.Chaos.Trouble;

/// <summary>Measures how long the runs of a worker that was killed or stopped wait for another claim.</summary>
internal sealed class TakeoverWatch(NpgsqlDataSource observer, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Guid, (Guid Token, long Since)> _orphans = new();
    private readonly ConcurrentBag<TimeSpan> _taken = [];
    private bool _away;

    /// <summary>Measured so far, unordered.</summary>
    public IReadOnlyCollection<TimeSpan> Taken => _taken;

    /// <summary>Notes what a worker holds, right before it is struck.</summary>
    public async Task BeginAsync(string worker)
    {
        var since = time.GetTimestamp();
        foreach (var (run, token) in await ReadAsync("select run_id, lease_token from run_leases where lease_owner = $1 and lease_expires_at > now()", worker) ?? [])
            _orphans[run] = (token!.Value, since);
    }

    /// <summary>Looks until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    private async Task LookAsync()
    {
        var orphans = _orphans.ToArray();
        if (orphans.Length == 0)
            return;
        var now = await ReadAsync("select run_id, lease_token from run_leases where run_id = any ($1)", orphans.Select(orphan => orphan.Key).ToArray());
        if (now is null)
        {
            _away = true;
            return;
        }

        if (_away)
        {
            // nobody could claim anything meanwhile: the time counts from when the database is back
            foreach (var (run, (token, _)) in orphans)
                _orphans[run] = (token, time.GetTimestamp());
            orphans = _orphans.ToArray();
            _away = false;
        }

        var tokens = now.ToDictionary(lease => lease.Run, lease => lease.Token);
        foreach (var (run, (token, since)) in orphans)
        {
            if (tokens.TryGetValue(run, out var current) && current == token)
                continue;
            // a row that is gone was finished by the worker itself before it was struck
            if (_orphans.TryRemove(run, out _) && current is not null)
                _taken.Add(time.GetElapsedTime(since));
        }
    }

    /// <returns>Null while the database is away.</returns>
    private async Task<List<(Guid Run, Guid? Token)>?> ReadAsync(string sql, object argument)
    {
        var leases = new List<(Guid, Guid?)>();
        try
        {
            await using var command = observer.CreateCommand(sql);
            command.Parameters.Add(new() { Value = argument });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                leases.Add((reader.GetGuid(0), await reader.IsDBNullAsync(1) ? null : reader.GetGuid(1)));
        }
        catch (NpgsqlException)
        {
            return null;
        }

        return leases;
    }
}
