namespace Antpath.Emulator.Admin;

/// <summary>The newest calls, oldest first, in a bounded ring.</summary>
internal sealed class CallLog
{
    private readonly Queue<CallRecord> _calls = new();
    private readonly Dictionary<string, CallRecord> _newestByDigest = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Calls since the start or the last reset, those that fell out of the ring included.</summary>
    public long Total { get; private set; }

    public void Add(CallRecord call)
    {
        lock (_gate)
        {
            if (_calls.Count >= EmulatorLimits.CallsRememberedMax)
                Forget(_calls.Dequeue());
            if (call.Digest is { } digest)
            {
                if (_newestByDigest.TryGetValue(digest, out CallRecord? earlier) && earlier.Retryable)
                    call.RetryOf = earlier.RequestId;
                _newestByDigest[digest] = call;
            }
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
            _newestByDigest.Clear();
            Total = 0;
        }
    }

    private void Forget(CallRecord call)
    {
        if (call.Digest is { } digest && _newestByDigest.TryGetValue(digest, out CallRecord? newest) && newest == call)
            _newestByDigest.Remove(digest);
    }
}
