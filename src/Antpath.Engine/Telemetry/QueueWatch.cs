using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Telemetry;

/// <summary>Asks the tables every so often how much work waits, for the gauges. Only a worker with telemetry switched on does so.</summary>
/// <param name="database">With a worker's rights: it sees every workspace.</param>
/// <param name="metrics">Where the answer goes.</param>
/// <param name="every">Time between two looks.</param>
public sealed partial class QueueWatch(
    NpgsqlDataSource database, AntpathMetrics metrics, TimeSpan every, TimeProvider time, ILogger<QueueWatch> log) : BackgroundService
{
    /// <summary>Rows that one look reads of a kind at most: it costs the same however long the queue is.</summary>
    internal const int RowsMax = 10_000;

    private const int WorkspacesMax = 1_000;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        do
            await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks once. A database that does not answer leaves the gauges without a value.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            metrics.Queued(await ReadAsync(cancellationToken));
        }
#pragma warning disable CA1031 // whatever goes wrong here must not stop a worker
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            metrics.Queued(null);
            Log.NotRead(log, e.GetType().Name);
        }
    }

    private async Task<QueueState> ReadAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            select                                   -- crosses workspaces on purpose: the queue is the deployment's
                (select count(*)::integer from (select from run_leases where waiting limit $1) queued),
                (select coalesce(max(clock_timestamp() - r.created_at), interval '0')
                    from (select workspace_id from workspace_counters where open_runs > active_runs limit $2) c
                    cross join lateral (
                        select run_id from run_leases where workspace_id = c.workspace_id and waiting order by rank_at limit 1) head
                    join runs r on r.workspace_id = c.workspace_id and r.id = head.run_id),
                (select (count(*) filter (where not active))::integer from (select active from run_leases where not waiting limit $1) begun)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = RowsMax });
        command.Parameters.Add(new() { Value = WorkspacesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new QueueState(reader.GetInt32(0), reader.GetTimeSpan(1), reader.GetInt32(2));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1901, Level = LogLevel.Debug, Message = "The queue could not be read for the metrics ({Exception}); read again later")]
        public static partial void NotRead(ILogger logger, string exception);
    }
}
