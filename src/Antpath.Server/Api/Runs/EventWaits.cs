using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Server.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Server.Api.Runs;

/// <summary>
/// Holds the requests that wait for a run's next event. However many wait, the database is asked once every look for all of them, and not at all
/// while nobody waits.
/// </summary>
internal sealed partial class EventWaits(RunEventSequences sequences, IOptions<ApiOptions> options, TimeProvider time, ILogger<EventWaits> logger)
    : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RunId, Watched> _watched = [];
    private readonly Dictionary<WorkspaceId, int> _seatsByWorkspace = [];
    private readonly SemaphoreSlim _someoneWaits = new(0, 1);
    private int _seats;

    /// <summary>Takes a seat. Take it before reading the events, so that nothing falls between the two.</summary>
    /// <returns>Null when every seat, of the process or of the workspace, is taken. Dispose it to leave.</returns>
    public Seat? TryJoin(WorkspaceId workspace, RunId run)
    {
        lock (_gate)
        {
            var ofWorkspace = _seatsByWorkspace.GetValueOrDefault(workspace);
            if (_seats >= options.Value.EventWaitersMax || ofWorkspace >= options.Value.EventWaitersPerWorkspaceMax)
                return null;

            _seats++;
            _seatsByWorkspace[workspace] = ofWorkspace + 1;
            if (!_watched.TryGetValue(run, out var watched))
                _watched[run] = watched = new Watched();

            watched.Seats++;
            if (_someoneWaits.CurrentCount == 0)
                _someoneWaits.Release();

            return new Seat(this, workspace, run, watched);
        }
    }

    /// <summary>How many requests of a workspace wait now.</summary>
    public int SeatsOf(WorkspaceId workspace)
    {
        lock (_gate)
            return _seatsByWorkspace.GetValueOrDefault(workspace);
    }

    public override void Dispose()
    {
        _someoneWaits.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = TimeSpan.FromMilliseconds(options.Value.EventLookMilliseconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            await _someoneWaits.WaitAsync(stoppingToken);
            while (Runs() is { Count: > 0 } runs)
            {
                await Task.Delay(every, time, stoppingToken);
                try
                {
                    foreach (var some in runs.Chunk(RunEventSequences.RunsMax))
                        Compare(some, await sequences.ReadAsync(some, stoppingToken));
                }
                catch (NpgsqlException e)
                {
                    // those who wait find out by themselves when their time is over
                    Log.LookFailed(logger, e.GetType().Name, e.SqlState);
                }
            }
        }
    }

    private List<RunId> Runs()
    {
        lock (_gate)
            return [.. _watched.Keys];
    }

    /// <summary>Wakes those whose run's log is not as it was at the look before.</summary>
    internal void Compare(IReadOnlyList<RunId> asked, IReadOnlyDictionary<RunId, long> found)
    {
        lock (_gate)
        {
            foreach (var run in asked)
            {
                // The first look wakes too: what it compares with was read before
                if (_watched.TryGetValue(run, out var watched) && watched.Sequence != found.GetValueOrDefault(run, -1))
                    watched.Wake(found.GetValueOrDefault(run, -1));
            }
        }
    }

    private void Leave(Seat seat)
    {
        lock (_gate)
        {
            _seats--;
            if (--_seatsByWorkspace[seat.Workspace] == 0)
                _seatsByWorkspace.Remove(seat.Workspace);
            if (--seat.Watched.Seats == 0)
                _watched.Remove(seat.Run);
        }
    }

    private Task ChangeOf(Watched watched)
    {
        lock (_gate)
            return watched.Changed.Task;
    }

    /// <summary>One waiting request's place.</summary>
    internal sealed class Seat(EventWaits waits, WorkspaceId workspace, RunId run, Watched watched) : IDisposable
    {
        private bool _left;

        public WorkspaceId Workspace { get; } = workspace;

        public RunId Run { get; } = run;

        public Watched Watched { get; } = watched;

        /// <summary>Completes when the run's log has moved after this was called, or may have.</summary>
        public Task NextChange() => waits.ChangeOf(Watched);

        public void Dispose()
        {
            if (_left)
                return;

            _left = true;
            waits.Leave(this);
        }
    }

    /// <summary>One run somebody waits for. Touched only under the gate.</summary>
    internal sealed class Watched
    {
        public int Seats { get; set; }

        /// <summary>The newest number seen; null before the first look.</summary>
        public long? Sequence { get; private set; }

        public TaskCompletionSource Changed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Wake(long sequence)
        {
            Sequence = sequence;
            Changed.SetResult();
            Changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3200, LogLevel.Warning, "Looking for new events failed and is tried again: {Exception} {SqlState}")]
        public static partial void LookFailed(ILogger logger, string exception, string? sqlState);
    }
}
