namespace Antpath.Emulator.Admin;

/// <summary>The newest calls, oldest first, in a bounded ring.</summary>
internal sealed class CallLog
{
    private readonly Queue<CallRecord> _calls = new();
    private readonly Lock _gate = new();

    /// <summary>Calls since the start or the last reset, those that fell out of the ring included.</summary>
    public long Total { get; private set; }

    public void Add(CallRecord call)
    {
        lock (_gate)
        {
            if (_calls.Count >= EmulatorLimits.CallsRememberedMax)
                _calls.Dequeue();
            _calls.Enqueue(call);
            Total++;
        }
    }

    public IReadOnlyList<CallRecord> All()
    {
        lock (_gate)
            return [.. _calls];
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
            Total = 0;
        }
    }
}
