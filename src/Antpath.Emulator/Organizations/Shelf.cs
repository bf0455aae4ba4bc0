using System.Diagnostics.CodeAnalysis;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Organizations;

/// <summary>All objects of one kind in one organization, in order of creation. Used only while holding the organization.</summary>
/// <param name="kind">As the admin API calls it, e.g. <c>environment</c>.</param>
/// <param name="disposed">Told of every removal, so that "who cleaned up" can be answered later.</param>
internal sealed class Shelf<T>(string kind, Action<string, IStored> disposed)
    where T : class, IStored
{
    private readonly Dictionary<string, T> _byId = new(StringComparer.Ordinal);
    private readonly SortedList<long, T> _bySequence = [];

    public string Kind => kind;

    /// <summary>Oldest first.</summary>
    public IList<T> All => _bySequence.Values;

    public void Add(T item)
    {
        if (_byId.Count >= EmulatorLimits.ObjectsPerKindMax)
            throw RefusedException.Invalid($"the emulator holds at most {EmulatorLimits.ObjectsPerKindMax} objects of kind {kind} per organization; delete some or reset it");
        _byId.Add(item.Id, item);
        _bySequence.Add(item.Sequence, item);
    }

    public bool TryGet(string id, [MaybeNullWhen(false)] out T item) => _byId.TryGetValue(id, out item);

    public T Get(string id) => _byId.TryGetValue(id, out T? item) ? item : throw RefusedException.NotFound(kind, id);

    /// <exception cref="RefusedException">404 when it is gone already (§18.3).</exception>
    public T Remove(string id)
    {
        T item = Get(id);
        _byId.Remove(id);
        _bySequence.Remove(item.Sequence);
        disposed(kind, item);
        return item;
    }
}
