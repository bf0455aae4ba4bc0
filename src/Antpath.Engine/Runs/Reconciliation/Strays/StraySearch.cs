using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>Looks through what one key reaches for resources with our marker, decides about each, and removes one at a time.</summary>
internal sealed class StraySearch(StrayJournal journal, InstallationOptions installation, SweepOptions options, TimeProvider time)
{
    /// <summary>Kinds in the order of their removal (provider contract §16.6). A credential goes with its vault.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        ProviderResourceType.Session, ProviderResourceType.Vault, ProviderResourceType.Environment, ProviderResourceType.Agent, ProviderResourceType.Skill,
        ProviderResourceType.File,
    ];

    /// <summary>Lists one kind and decides about all of it. Nothing is changed.</summary>
    /// <param name="provider">Opened with the key.</param>
    /// <param name="resourceType">One of <see cref="Kinds"/>.</param>
    /// <param name="sessionsLeft">Runs whose session stays: their environment does, too. Sessions add to it, so list them first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProviderResult<IReadOnlyList<Stray>>> LookAsync(
        IAgentProvider provider, string resourceType, ISet<string> sessionsLeft, CancellationToken cancellationToken)
    {
        var listed = await provider.ListOwnedAsync(resourceType, installation.Installation, cancellationToken);
        if (!listed.Succeeded)
            return listed.Failure;

        // the adapter matched the marker already; what is removed here must be ours beyond doubt
        var found = listed.Value.Where(f => !f.Archived && f.Marker.Installation == installation.Installation).DistinctBy(f => f.ProviderId).ToList();
        var facts = await journal.FactsAsync(resourceType, found, cancellationToken);
        var strays = new List<Stray>(found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            var verdict = StrayDecision.Decide(resourceType, facts[i], time.GetUtcNow() - found[i].CreatedAt, options);
            if (verdict is StrayVerdict.RemoveIfUnprompted)
                verdict = await SettleAsync(provider, found[i], verdict, cancellationToken);
            if (resourceType == ProviderResourceType.Session && verdict is StrayVerdict.Leave)
                sessionsLeft.Add(found[i].Marker.Run);
            if (resourceType == ProviderResourceType.Environment && verdict is StrayVerdict.Remove && sessionsLeft.Contains(found[i].Marker.Run))
                verdict = StrayDecision.OfSessionLeft;
            strays.Add(new Stray(resourceType, found[i], facts[i], verdict));
        }

        return strays;
    }

    /// <summary>Removes one. A session that still runs is interrupted and left for the next search.</summary>
    public static async Task<ProviderResult<Disposal>> RemoveAsync(IAgentProvider provider, Stray stray, CancellationToken cancellationToken)
    {
        var disposed = await provider.DisposeResourceAsync(stray.ResourceType, stray.Found.ProviderId, cancellationToken);
        if (disposed.Failure?.Code == "session_still_running")
            await provider.InterruptAsync(stray.Found.ProviderId, cancellationToken);
        return disposed;
    }

    private static async Task<StrayVerdict> SettleAsync(IAgentProvider provider, FoundResource session, StrayVerdict verdict, CancellationToken cancellationToken)
    {
        var prompted = await provider.WasPromptSentAsync(session.ProviderId, cancellationToken);
        return prompted is { Succeeded: true, Value: false }
            ? new StrayVerdict.Remove { Reason = verdict.Reason, Message = verdict.Message }
            : StrayDecision.Uncaptured;
    }
}
