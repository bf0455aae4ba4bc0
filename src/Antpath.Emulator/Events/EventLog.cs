using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Events;

/// <summary>What happened in one session, what waits to happen, and who listens. Used only while holding the organization.</summary>
/// <param name="grow">Told how many bytes more or, negative, less the log takes.</param>
internal sealed class EventLog(IdSource ids, Action<long> grow)
{
    private readonly List<LoggedEvent> _processed = [];
    private readonly LinkedList<(QueuedEvent Sent, JsonElement Json)> _queue = new();
    private readonly List<EventSubscription> _subscribers = [];

    /// <summary>Processed events in the order of processing.</summary>
    public IReadOnlyList<LoggedEvent> Processed => _processed;

    public int Queued => _queue.Count;

    public bool Full => _processed.Count >= EmulatorLimits.EventsPerSessionMax;

    /// <summary>Records something that happened now.</summary>
    /// <returns>The new event's id.</returns>
    public string Append(string type, DateTimeOffset now, JsonObject? fields = null)
    {
        var queued = new QueuedEvent(ids.Next("sevt_"), type, fields ?? [], "");
        Record(queued, now);
        return queued.Id;
    }

    public void Enqueue(QueuedEvent sent)
    {
        if (_queue.Count >= EmulatorLimits.QueuedEventsMax)
            throw RefusedException.Invalid($"events: at most {EmulatorLimits.QueuedEventsMax} may wait");
        JsonElement json = JsonText.Freeze(sent.Render(null));
        _queue.AddLast((sent, json));
        grow(Bytes(json));
        Publish(sent.Type, json);
    }

    public QueuedEvent? TakeNext()
    {
        if (_queue.First is not { } first)
            return null;
        _queue.RemoveFirst();
        grow(-Bytes(first.Value.Json));
        return first.Value.Sent;
    }

    /// <summary>Takes the next event only if it is of this type.</summary>
    public QueuedEvent? TakeNext(string type) => _queue.First?.Value.Sent.Type == type ? TakeNext() : null;

    /// <summary>Marks a sent event as processed: the same id goes out a second time (§13.2).</summary>
    public void Record(QueuedEvent sent, DateTimeOffset now)
    {
        JsonElement json = JsonText.Freeze(sent.Render(now));
        _processed.Add(new LoggedEvent(_processed.Count, sent.Id, sent.Type, sent.ProcessedAt ?? now, json));
        grow(Bytes(json));
        Publish(sent.Type, json);
    }

    /// <summary>Queued inputs are lost when a turn's retries are exhausted (§13.5).</summary>
    /// <returns>What was lost.</returns>
    public IReadOnlyList<QueuedEvent> FlushQueue()
    {
        var lost = new List<QueuedEvent>();
        while (TakeNext() is { } sent)
            lost.Add(sent);
        return lost;
    }

    /// <summary>Everything a list shows: what is processed, then what waits (§18.3).</summary>
    public IReadOnlyList<LoggedEvent> Listed(bool withQueued)
    {
        if (!withQueued || _queue.Count == 0)
            return _processed;
        long position = 1L << 40; // behind every processed event, whatever is still to come
        return [.. _processed, .. _queue.Select(entry => new LoggedEvent(position++, entry.Sent.Id, entry.Sent.Type, entry.Sent.ProcessedAt, entry.Json))];
    }

    public EventSubscription Subscribe(IReadOnlyList<string> deltas)
    {
        _subscribers.RemoveAll(subscriber => !subscriber.Open);
        if (_subscribers.Count >= EmulatorLimits.SubscribersPerSessionMax)
            throw RefusedException.Invalid($"at most {EmulatorLimits.SubscribersPerSessionMax} streams may follow one session");
        var subscription = new EventSubscription(deltas);
        _subscribers.Add(subscription);
        return subscription;
    }

    public void CloseStreams()
    {
        foreach (EventSubscription subscriber in _subscribers)
            subscriber.Close();
        _subscribers.Clear();
    }

    private static long Bytes(JsonElement json) => EmulatorLimits.EventBytes + JsonMarshal.GetRawUtf8Value(json).Length;

    private void Publish(string type, JsonElement json)
    {
        foreach (EventSubscription subscriber in _subscribers)
            subscriber.Publish(type, json);
    }
}
