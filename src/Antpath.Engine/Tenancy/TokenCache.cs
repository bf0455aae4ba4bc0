using System.Collections.Concurrent;
using Antpath.Ids;

namespace Antpath.Engine.Tenancy;

/// <summary>Remembers stored tokens for a few seconds. Bounded: when full, the stale are dropped, and if none is stale nothing is added.</summary>
internal sealed class TokenCache(TimeProvider time, TimeSpan lifetime, int entriesMax)
{
    private readonly ConcurrentDictionary<ApiTokenId, Entry> _entries = new();

    public StoredToken? Find(ApiTokenId id) => _entries.TryGetValue(id, out var entry) && Fresh(entry) ? entry.Token : null;

    public void Add(StoredToken token)
    {
        if (_entries.Count >= entriesMax)
            DropStale();
        if (_entries.Count < entriesMax && lifetime > TimeSpan.Zero)
            _entries[token.Id] = new Entry(token, time.GetTimestamp());
    }

    public void Remove(ApiTokenId id) => _entries.TryRemove(id, out _);

    public void Remove(WorkspaceId workspace)
    {
        foreach (var (id, entry) in _entries)
        {
            if (entry.Token.Workspace == workspace)
                _entries.TryRemove(id, out _);
        }
    }

    private void DropStale()
    {
        foreach (var (id, entry) in _entries)
        {
            if (!Fresh(entry))
                _entries.TryRemove(id, out _);
        }
    }

    private bool Fresh(Entry entry) => time.GetElapsedTime(entry.ReadAt) < lifetime;

    private readonly record struct Entry(StoredToken Token, long ReadAt);
}
