using System.Diagnostics;
using Antpath.Engine.Providers;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle.Cleanup;

/// <summary>
/// Decides what clean-up does next. Pure. Order: session, agent, environment, skills and files, vaults with their credentials. A failure holds up
/// nothing but itself, except that an environment waits until its session is gone or given up.
/// </summary>
internal static class RemovalOrder
{
    /// <summary>What becomes of one journal entry now.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="journal">The journal of the run.</param>
    /// <param name="retain">Whether the run's policy keeps what is at the provider.</param>
    /// <param name="due">Whether a timestamp is reached.</param>
    public static Removal For(JournalEntry entry, IReadOnlyList<JournalEntry> journal, bool retain, Func<long, bool> due)
    {
        if (Over(entry))
            return Removal.None;
        if (entry.CleanupNextAt is { } next && !due(next))
            return Removal.Wait;
        if (entry.State == JournalState.Intended)
            return Removal.Search;
        if (entry.ResourceType == ProviderResourceType.Environment && journal.Any(e => e.ResourceType == ProviderResourceType.Session && !Over(e)))
            return Removal.Wait;
        if (entry.ResourceType == ProviderResourceType.Credential)
            return WithVault(entry, journal);

        // a stray was never part of what the user wants to keep, and a vault holds secrets: neither is ever retained
        return retain && !entry.Stray && entry.ResourceType != ProviderResourceType.Vault ? Removal.Retain : Removal.Dispose;
    }

    /// <summary>Earlier kinds first.</summary>
    public static int Rank(string resourceType) => resourceType switch
    {
        ProviderResourceType.Session => 0,
        ProviderResourceType.Agent => 1,
        ProviderResourceType.Environment => 2,
        ProviderResourceType.Skill or ProviderResourceType.File => 3,
        ProviderResourceType.Vault => 4,
        ProviderResourceType.Credential => 5,
        _ => throw new UnreachableException($"resource type {resourceType}"),
    };

    /// <summary>Whether nothing more is done about an entry.</summary>
    public static bool Over(JournalEntry entry) => entry.CleanupStatus is CleanupStatus.Succeeded or CleanupStatus.Retained or CleanupStatus.Failed;

    /// <summary>How clean-up ended, when every entry is over.</summary>
    public static string Outcome(IReadOnlyList<JournalEntry> journal) =>
        journal.Any(e => e.CleanupStatus == CleanupStatus.Failed) ? CleanupStatus.Failed
        : journal.Any(e => e.CleanupStatus == CleanupStatus.Retained) ? CleanupStatus.Retained
        : CleanupStatus.Succeeded;

    /// <summary>A credential goes with its vault.</summary>
    private static Removal WithVault(JournalEntry entry, IReadOnlyList<JournalEntry> journal)
    {
        var vault = journal.FirstOrDefault(e => e.ResourceType == ProviderResourceType.Vault && e.ProviderId == entry.ParentProviderId && e.ProviderId is not null);
        return vault?.CleanupStatus switch
        {
            CleanupStatus.Succeeded => Removal.Gone,
            CleanupStatus.Failed => Removal.GiveUp,
            null => Removal.Dispose,
            _ => Removal.Wait,
        };
    }
}
