using System.Diagnostics.CodeAnalysis;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Organizations;

/// <summary>All objects of one kind in one organization, in order of creation. Used only while holding the organization.</summary>
/// <param name="kind">As the admin API calls it, e.g. <c>environment</c>.</param>
/// <param name="held">Counts what the objects take.</param>
/// <param name="disposed">Told of every removal, so that "who cleaned up" can be answered later.</param>
internal sealed class Shelf<T>(string kind, HeldBytes held, Action<string, IStored> disposed)
    where T : class, IStored
{
    private readonly Dictionary<string, (T Item, long Bytes)> _byId = new(StringComparer.Ordinal);
    private readonly SortedList<long, T> _bySequence = [];

    public string Kind => kind;

    /// <summary>Oldest first.</summary>
    public IList<T> All => _bySequence.Values;

    /// <param name="bytes">What the object keeps of its request, beyond its own few members.</param>
    public void Add(T item, long bytes)
    {
        CheckRoom(1);
        long all = bytes + EmulatorLimits.ObjectBytes;
        held.Take(all);
        _byId.Add(item.Id, (item, all));
        _bySequence.Add(item.Sequence, item);
    }

    /// <exception cref="RefusedException">So many more objects are too many.</exception>
    public void CheckRoom(int count)
    {
        if (_byId.Count + count > EmulatorLimits.ObjectsPerKindMax)
            throw RefusedException.Invalid($"the emulator holds at most {EmulatorLimits.ObjectsPerKindMax} objects of kind {kind} per organization; delete some or reset it");
    }

    public bool TryGet(string id, [MaybeNullWhen(false)] out T item)
    {
        bool found = _byId.TryGetValue(id, out (T Item, long Bytes) entry);
        item = entry.Item;
        return found;
    }

    public T Get(string id) => TryGet(id, out T? item) ? item : throw RefusedException.NotFound(kind, id);

    /// <summary>Counts what an object takes in addition because a client asked for it.</summary>
    public void Grow(string id, long bytes)
    {
        held.Take(bytes);
        Count(id, bytes);
    }

    /// <summary>Counts what an object takes more or, negative, less by itself; nothing when it is gone.</summary>
    public void GrowByItself(string id, long bytes)
    {
        if (!_byId.ContainsKey(id))
            return;
        held.Add(bytes);
        Count(id, bytes);
    }

    /// <exception cref="RefusedException">404 when it is gone already (§18.3).</exception>
    public T Remove(string id)
    {
        T item = Get(id);
        _byId.Remove(id, out (T Item, long Bytes) entry);
        _bySequence.Remove(item.Sequence);
        held.Add(-entry.Bytes);
        disposed(kind, item);
        return item;
    }

    private void Count(string id, long bytes)
    {
        (T item, long before) = _byId[id];
        _byId[id] = (item, before + bytes);
    }
}
