using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;

namespace Antpath.Worker;

/// <summary>The runs this process holds and when each of them is due: one queue of timers for all, in memory.</summary>
internal sealed class HeldRuns(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RunId, Place> _places = [];
    private readonly PriorityQueue<(Place Place, int Turn), long> _queue = new();
    private readonly Queue<(Place Place, int Turn)> _hurried = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _places.Count;
        }
    }

    /// <summary>Set when something became due sooner.</summary>
    public WakeSignal Changed { get; } = new(time);

    /// <summary>Set when somebody wants a run looked at now.</summary>
    public WakeSignal HurriedChanged { get; } = new(time);

    public IReadOnlyList<RunLease> Leases
    {
        get
        {
            lock (_gate)
                return [.. _places.Values.Select(p => p.Run.Lease)];
        }
    }

    public void Add(HeldRun run, TimeSpan dueIn)
    {
        lock (_gate)
        {
            // a run claimed again replaces its own lost lease; the old step stops at its lease
            var place = new Place(run);
            _places[run.Lease.Run] = place;
            Enqueue(place, dueIn);
        }

        Changed.Set();
    }

    /// <summary>Makes a run due now; when a step is under way, again right after it.</summary>
    public void Hurry(RunId run)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(run, out var place))
                return;
            place.Urgent = true;
            if (place.Stepping)
                place.Hurried = true;
            else
                Enqueue(place, TimeSpan.Zero);
            place.Run.Hurry();
        }

        Changed.Set();
        HurriedChanged.Set();
    }

    /// <summary>Takes the next due run into a step.</summary>
    /// <param name="nextIn">When none is due: how long until one is, or null when none is waiting.</param>
    public HeldRun? TakeDue(out TimeSpan? nextIn)
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out var entry, out var dueAt))
            {
                if (entry.Turn != entry.Place.Turn || entry.Place.Stepping)
                {
                    _queue.Dequeue();
                    continue;
                }

                var now = time.GetTimestamp();
                nextIn = dueAt > now ? time.GetElapsedTime(now, dueAt) : null;
                if (nextIn is not null)
                    return null;
                _queue.Dequeue();
                entry.Place.Stepping = true;
                return entry.Place.Run;
            }
        }

        nextIn = null;
        return null;
    }

    /// <summary>Takes the next run into a step that somebody wants looked at, however many others are due.</summary>
    /// <param name="nextIn">Always null: such a run is due at once.</param>
    public HeldRun? TakeHurried(out TimeSpan? nextIn)
    {
        nextIn = null;
        lock (_gate)
        {
            while (_hurried.TryDequeue(out var entry))
            {
                if (entry.Turn != entry.Place.Turn || entry.Place.Stepping)
                    continue;
                entry.Place.Stepping = true;
                return entry.Place.Run;
            }
        }

        return null;
    }

    /// <summary>A step is over; the run is due again after a while.</summary>
    public void Return(HeldRun run, TimeSpan dueIn)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(run.Lease.Run, out var place) || place.Run != run)
                return;
            place.Stepping = false;
            place.Urgent = place.Hurried || (place.Urgent && dueIn == TimeSpan.Zero); // what was asked for is done once the run waits
            Enqueue(place, place.Hurried ? TimeSpan.Zero : dueIn);
            place.Hurried = false;
        }

        Changed.Set();
        HurriedChanged.Set();
    }

    /// <summary>This process has nothing to do with the run any more.</summary>
    public void Drop(HeldRun run)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(run.Lease.Run, out var place) && place.Run == run)
            {
                place.Turn++;
                _places.Remove(run.Lease.Run);
            }
        }
    }

    private void Enqueue(Place place, TimeSpan dueIn)
    {
        place.Turn++;
        _queue.Enqueue((place, place.Turn), time.GetTimestamp() + (long)(dueIn.TotalSeconds * time.TimestampFrequency));
        if (place.Urgent)
            _hurried.Enqueue((place, place.Turn));
    }

    private sealed class Place(HeldRun run)
    {
        public HeldRun Run => run;

        /// <summary>Entries of the queue made before the newest one count for nothing.</summary>
        public int Turn { get; set; }

        public bool Stepping { get; set; }

        /// <summary>Somebody asked during the step.</summary>
        public bool Hurried { get; set; }

        /// <summary>Somebody asked, and the run has not come to a wait since.</summary>
        public bool Urgent { get; set; }
    }
}
