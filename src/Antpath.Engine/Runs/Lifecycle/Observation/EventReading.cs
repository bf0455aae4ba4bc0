using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>Reads a session's new events, page by page; the provider's event id decides what is new.</summary>
internal sealed class EventReading(WorkerOptions options)
{
    public async Task<ProviderResult<EventBatch>> ReadAsync(IAgentProvider provider, AttemptFacts attempt, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(attempt.SeenAtBoundary, StringComparer.Ordinal);
        var fresh = new List<ProviderEvent>();
        var until = attempt.ObservedUntil;
        for (var page = 0; page < options.EventPagesPerStep; page++)
        {
            var listed = await provider.ListEventsAsync(attempt.SessionId!, until, options.EventsPage, cancellationToken);
            if (!listed.Succeeded)
                return listed.Failure;

            // a queued event comes again with its time once it is processed
            var news = listed.Value.Where(e => e.ProcessedAt is not null && e.Id.Length > 0 && seen.Add(e.Id)).ToList();
            fresh.AddRange(news);
            until = Newest(until, listed.Value);
            if (listed.Value.Count < options.EventsPage || news.Count == 0)
                return new EventBatch(fresh, until, Complete: true);
        }

        return new EventBatch(fresh, until, Complete: false);
    }

    private static DateTimeOffset? Newest(DateTimeOffset? until, IReadOnlyList<ProviderEvent> events)
    {
        foreach (var processedAt in events.Select(e => e.ProcessedAt))
        {
            if (processedAt is not null && (until is null || processedAt > until))
                until = processedAt;
        }

        return until;
    }
}
