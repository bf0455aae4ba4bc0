using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle.Cleanup;

/// <summary>
/// When clean-up searches next for what may not exist: a search that finds nothing writes nothing, so this is remembered here and lost with the
/// process. Safe from any thread.
/// </summary>
internal sealed class SearchTimes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceId, (int Times, long NextAt)> _missed = [];

    /// <summary>A search found nothing.</summary>
    /// <param name="entry">The journal entry.</param>
    /// <param name="nextAt">Gives the timestamp of the next search from the number of earlier ones.</param>
    public void Missed(ResourceId entry, Func<int, long> nextAt)
    {
        lock (_gate)
        {
            var times = _missed.GetValueOrDefault(entry).Times;
            _missed[entry] = (times + 1, nextAt(times));
        }
    }

    /// <returns>The timestamp before which no search is due, or null when one is.</returns>
    public long? NextAt(ResourceId entry)
    {
        lock (_gate)
            return _missed.TryGetValue(entry, out var missed) ? missed.NextAt : null;
    }
}
