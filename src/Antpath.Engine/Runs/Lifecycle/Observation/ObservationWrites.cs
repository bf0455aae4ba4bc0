using System.Text.Json;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;

namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>Turns new session events into rows: the log, the usage they add, and how far observation has come, all for one transaction.</summary>
internal sealed class ObservationWrites(StepKit kit)
{
    /// <param name="attempt">The attempt as read.</param>
    /// <param name="batch">Events that are new.</param>
    /// <param name="providerStatus">The session's status.</param>
    /// <param name="ours">Events of ours that follow them.</param>
    /// <param name="unreported">
    /// What the session object of a session that was lost for good says it used: no event tells of it (provider contract §13.6), so it is booked
    /// with the last event of ours. Null when events tell of everything.
    /// </param>
    public IReadOnlyList<StepWrite> For(
        AttemptFacts attempt, EventBatch batch, string? providerStatus, IReadOnlyList<NewEvent> ours, ProviderUsage? unreported = null)
    {
        var booked = attempt.Booked;
        var events = new List<NewEvent>(batch.Fresh.Count + ours.Count);
        var usage = new List<BookUsage>();
        foreach (var seen in batch.Fresh)
        {
            var delta = seen.Usage is null ? new ProviderUsage() : UsageDelta.Between(booked, seen.Usage);
            var lines = UsageDelta.Lines(delta);
            var row = Row(seen, lines.Count == 0 ? null : delta);
            events.Add(row);
            if (lines.Count == 0)
                continue;
            usage.Add(Book(row, lines));
            booked = seen.Usage!;
        }

        if (unreported is not null && UsageDelta.Lines(UsageDelta.Between(booked, unreported)) is { Count: > 0 } rest)
        {
            usage.Add(Book(ours[^1], rest));
            booked = unreported;
        }

        events.AddRange(ours);
        var writes = new List<StepWrite>();
        if (events.Count > 0)
            writes.Add(new AppendEvents(attempt.Id, events));
        writes.AddRange(usage);
        writes.Add(new RecordObserved(attempt.Id, providerStatus, batch.ObservedUntil, JsonSerializer.Serialize(booked, UsageJson.Default.ProviderUsage)));
        return writes;
    }

    private BookUsage Book(NewEvent reported, IReadOnlyList<(string Kind, long Quantity)> lines) =>
        new(reported.Id, [.. lines.Select(l => new UsageLine(kit.NewUuid(), l.Kind, l.Quantity))]);

    private NewEvent Row(ProviderEvent seen, ProviderUsage? added) => new()
    {
        Id = kit.NewUuid(),
        ProviderEventId = seen.Id,
        Type = seen.Type,
        ProcessedAt = seen.ProcessedAt,
        Summary = EventSummary.Write([.. Facts(seen)]),
        Usage = added is null ? null : JsonSerializer.Serialize(added, UsageJson.Default.ProviderUsage),
    };

    private static IEnumerable<(string Name, object Value)> Facts(ProviderEvent seen)
    {
        foreach (var (name, value) in seen.Summary)
            yield return (name, value);
        if (seen.StopReason is not null && !seen.Summary.ContainsKey("stopReason"))
            yield return ("stopReason", seen.StopReason);
        if (seen.ErrorType is not null && !seen.Summary.ContainsKey("errorType"))
            yield return ("errorType", seen.ErrorType);
        if (seen.RetryStatus is not null && !seen.Summary.ContainsKey("retryStatus"))
            yield return ("retryStatus", seen.RetryStatus);
    }
}
