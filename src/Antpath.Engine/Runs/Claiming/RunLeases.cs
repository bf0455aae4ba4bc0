using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Telemetry;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Claiming;

/// <summary>
/// Claims, renews and releases leases. The database decides who holds a run; a token names each claim. While a run is held its
/// <c>next_check_at</c> is the lease's expiry, so the scan for due runs meets abandoned runs and never wades through held ones. The protocol is
/// checked in <c>eng/model/lease.pml</c>.
/// </summary>
public sealed class RunLeases(NpgsqlDataSource database, WorkerOptions options, TimeProvider time, AntpathMetrics metrics)
{
    /// <summary>
    /// Claims due runs: first those under way (abandoned, or due again), the longest due first; then waiting ones, the workspaces by turns, each only
    /// up to its free slots. Inside a workspace the earliest rank goes first: a point of priority is worth a minute of waiting, so nothing starves.
    /// </summary>
    /// <param name="owner">This worker's name.</param>
    /// <param name="limit">Runs at most.</param>
    /// <param name="activeRunsMax">Slots of a workspace that sets no number of its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The leases now held; fewer than <paramref name="limit"/> when others claim at the same time.</returns>
    public async Task<IReadOnlyList<RunLease>> ClaimAsync(string owner, int limit, int activeRunsMax, CancellationToken cancellationToken)
    {
        var token = Guid.CreateVersion7(time.GetUtcNow());
        var askedAt = LeaseClock.Instant.Now(time);
        await using var command = ClaimCommand(owner, limit, activeRunsMax, token);
        var leases = new List<RunLease>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var clock = new LeaseClock(time, options.LeaseTtl, options.LeaseMargin, askedAt);
            leases.Add(new RunLease(
                new RunId(reader.GetGuid(0)), new WorkspaceId(reader.GetGuid(1)), token, reader.GetInt16(2), clock));
        }

        metrics.Claimed(leases.Count);
        return leases;
    }

    private NpgsqlCommand ClaimCommand(string owner, int limit, int activeRunsMax, Guid token)
    {
        // an array feeds the update, so that no plan joins by scanning; the window is wider than the limit because other workers skip-lock it too
        const string Sql = """
            with under_way as materialized (         -- crosses workspaces on purpose: this is the claim
                select run_id, next_check_at
                from run_leases
                where not waiting and next_check_at <= now() and (lease_expires_at is null or lease_expires_at < now())
                order by next_check_at
                limit 2 * $2),
            ready as materialized (
                -- the more workspaces wait, the fewer of each are looked at: the claim costs the same
                select c.workspace_id, least(coalesce(w.active_runs_max, $3) - c.active_runs, 2 * $2, 1 + 4 * $2 / count(*) over ()) as slots
                from workspace_counters c
                join workspaces w on w.id = c.workspace_id
                where c.open_runs > c.active_runs and c.active_runs < coalesce(w.active_runs_max, $3)
                    and exists (
                        select from run_leases
                        where workspace_id = c.workspace_id and waiting and next_check_at <= now()
                            and (lease_expires_at is null or lease_expires_at < now()))),
            queued as materialized (
                select q.run_id, q.turn, q.rank_at
                from ready
                cross join lateral (
                    select run_id, rank_at, row_number() over (order by rank_at) as turn
                    from (
                        select run_id, rank_at
                        from run_leases
                        where workspace_id = ready.workspace_id and waiting and next_check_at <= now()
                            and (lease_expires_at is null or lease_expires_at < now())
                        order by rank_at
                        limit ready.slots) best) q),
            best as materialized (
                select array(
                    select run_id
                    from (
                        select run_id, 0 as turn, next_check_at as since from under_way
                        union all
                        select run_id, turn, rank_at from queued) due
                    order by turn, since
                    limit 2 * $2) as ids)
            update run_leases
            set lease_owner = $1, lease_token = $4, lease_expires_at = now() + $5, next_check_at = now() + $5, claim_count = least(claim_count + 1, 32000)
            where run_id = any (array(
                select run_id
                from run_leases
                where run_id = any ((select ids from best)::uuid[])
                    and next_check_at <= now() and (lease_expires_at is null or lease_expires_at < now())
                order by array_position((select ids from best)::uuid[], run_id)
                limit $2
                for update skip locked))
            returning run_id, workspace_id, claim_count
            """;
        var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = activeRunsMax });
        command.Parameters.Add(new() { Value = token });
        command.Parameters.Add(new() { Value = options.LeaseTtl });
        return command;
    }

    /// <summary>Renews every lease of this process in one statement. What does not come back is lost, and is told so.</summary>
    public async Task<IReadOnlyList<RenewedLease>> RenewAsync(IReadOnlyCollection<RunLease> leases, CancellationToken cancellationToken)
    {
        const string Sql = """
            update run_leases l                      -- crosses workspaces on purpose: one statement renews a whole worker
            set lease_expires_at = now() + $3, next_check_at = now() + $3,
                claim_count = case when l.run_id = any ($4) then 0 else l.claim_count end
            from (
                select run_id, next_check_at <= now() as hurried
                from run_leases
                where run_id = any ($1) and lease_token = any ($2) and lease_expires_at > now()
                order by run_id
                for update) held
            where l.run_id = held.run_id
            returning l.run_id, l.lease_token, held.hurried
            """;
        var byRun = leases.ToDictionary(l => l.Run.Value);
        var askedAt = LeaseClock.Instant.Now(time);
        await using var command = database.CreateCommand(Sql);
        command.CommandTimeout = (int)Math.Ceiling(options.RenewEvery.TotalSeconds); // an answer that does not come must not take the next renewal along
        command.Parameters.Add(new() { Value = byRun.Keys.Order().ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(l => l.Token).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = options.LeaseTtl });
        command.Parameters.Add(new() { Value = leases.Where(l => l.Progressed).Select(l => l.Run.Value).ToArray() });
        var renewed = new List<RenewedLease>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // a token of this process on a run it claimed again meanwhile is still not this lease
            if (!byRun.Remove(reader.GetGuid(0), out var lease) || lease.Token != reader.GetGuid(1))
                continue;
            lease.Renewed(askedAt);
            renewed.Add(new RenewedLease(lease.Run, reader.GetBoolean(2)));
        }

        foreach (var lease in byRun.Values)
            lease.Lose();
        return renewed;
    }

    /// <summary>Which held runs somebody made due: a cheap look after a wake-up, renewal would see the same a little later.</summary>
    public async Task<IReadOnlyList<RunId>> FindHurriedAsync(IReadOnlyCollection<RunLease> leases, CancellationToken cancellationToken)
    {
        const string Sql = """
            select run_id                            -- crosses workspaces on purpose: every run this worker holds
            from run_leases
            where run_id = any ($1) and next_check_at <= now()
            order by run_id
            limit $2
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = leases.Select(l => l.Run.Value).ToArray() });
        command.Parameters.Add(new() { Value = leases.Count });
        var hurried = new List<RunId>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            hurried.Add(new RunId(reader.GetGuid(0)));
        return hurried;
    }

    /// <summary>Gives runs back, due again after a while; a claim given back does not count as one that failed.</summary>
    /// <returns>Leases that were still held.</returns>
    public async Task<int> ReleaseAsync(IReadOnlyCollection<RunLease> leases, TimeSpan dueIn, CancellationToken cancellationToken)
    {
        const string Sql = """
            update run_leases l                      -- crosses workspaces on purpose: a draining worker gives back all it holds
            set lease_owner = null, lease_token = null, lease_expires_at = null,
                next_check_at = case when held.hurried then l.next_check_at else now() + $3 end, claim_count = greatest(l.claim_count - 1, 0)
            from (
                select run_id, next_check_at <= now() as hurried
                from run_leases
                where run_id = any ($1) and lease_token = any ($2)
                order by run_id
                for update) held
            where l.run_id = held.run_id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = leases.Select(l => l.Run.Value).Order().ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(l => l.Token).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = dueIn });
        var released = await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var lease in leases)
            lease.Lose();
        return released;
    }
}
