using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>
/// Finds out what became of a create whose answer is not known: searches by marker, adopts, or proves absence by two searches with a grace
/// period between them, because how soon the provider's lists show a new resource is not documented (provider contract §16.2).
/// </summary>
internal sealed class IntentSettler(StepKit kit, ResourceMarkers markers)
{
    /// <summary>Searches once.</summary>
    /// <returns>What was found that no journal entry names, oldest first.</returns>
    public Task<ProviderResult<IReadOnlyList<FoundResource>>> SearchAsync(StepScene scene, JournalEntry entry, CancellationToken cancellationToken)
    {
        var marker = markers.For(scene.Held.Lease.Run, entry);
        var since = entry.IntendedAt - kit.Options.ProviderClockSkew;
        var vault = entry.ResourceType == ProviderResourceType.Credential ? VaultOf(scene.Facts, entry) : null;
        return scene.Provider.FindAsync(entry.ResourceType, marker, since, vault, cancellationToken);
    }

    /// <summary>Whether an intent that a search did not find is proven absent by now.</summary>
    /// <param name="held">Remembers the misses.</param>
    /// <param name="entry">The intent.</param>
    /// <param name="askedAt">Timestamp before the search.</param>
    public bool ProvenAbsent(HeldRun held, JournalEntry entry, long askedAt) =>
        held.Misses.Prove(entry.Id.ToString(), askedAt, kit.Time, kit.Options.UnknownOutcomeGrace);

    /// <summary>
    /// Whether clean-up may take an intent for absent: besides two searches, a create that was cut or died with its worker gets the time to come to
    /// light that it would have been waited for. Nobody looks again once the run's secret is destroyed.
    /// </summary>
    public bool ProvenAbsentForGood(HeldRun held, JournalEntry entry, long askedAt) =>
        ProvenAbsent(held, entry, askedAt) && kit.Time.GetElapsedTime(entry.IntendedSince, askedAt) >= kit.Options.CreateOutcomeMax;

    /// <summary>Journals what carries our marker beside the adopted one, so that clean-up removes it.</summary>
    public StepWrite Stray(JournalEntry entry, FoundResource found) => new AdoptStray(
        kit.NewResourceId(), entry.Attempt, entry.ResourceType, found.ProviderId, Math.Max(1, found.Marker.Try), ProviderNames.For(entry.ResourceType, found.Marker));

    public static IReadOnlySet<string> KnownIds(RunFacts facts) =>
        facts.Journal.Where(e => e.ProviderId is not null).Select(e => e.ProviderId!).ToHashSet(StringComparer.Ordinal);

    private static string? VaultOf(RunFacts facts, JournalEntry credential) => facts.Journal
        .FirstOrDefault(e => e.ResourceType == ProviderResourceType.Vault && e.Attempt == credential.Attempt && e.State == JournalState.Created && !e.Stray)?.ProviderId;
}
