using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>Reads what a search by marker found (provider contract §16.2). Pure.</summary>
internal static class MarkerSearch
{
    /// <summary>Chooses the one to adopt, the oldest, and the strays to remove.</summary>
    /// <param name="found">Oldest first.</param>
    /// <param name="attempt">Resources of other attempts are not this one's.</param>
    /// <param name="known">Provider ids in the journal already.</param>
    public static (FoundResource? Adopted, IReadOnlyList<FoundResource> Strays) Choose(
        IReadOnlyList<FoundResource> found, int attempt, IReadOnlySet<string> known)
    {
        var candidates = found.Where(f => f.Marker.Attempt == attempt && !f.Archived && !known.Contains(f.ProviderId)).OrderBy(f => f.CreatedAt).ToList();
        return candidates.Count == 0 ? (null, []) : (candidates[0], candidates[1..]);
    }
}
