using Antpath.Engine.Providers;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>Compares a session with what was asked for, before the first message (provider contract §7.5). Pure.</summary>
internal static class SnapshotCheck
{
    /// <param name="snapshot">The session as the provider shows it.</param>
    /// <param name="live">The journal's entries of this attempt.</param>
    /// <returns>Why the run must not go on, or null when all is as asked for.</returns>
    public static RunEnding? Verify(SessionSnapshot snapshot, IReadOnlyDictionary<string, JournalEntry> live)
    {
        if (snapshot.ToolsThatCouldAsk.Count > 0)
        {
            return new RunEnding(RunStatus.Failed, ReasonCodes.ApprovalRequested,
                $"The session has {snapshot.ToolsThatCouldAsk.Count} enabled tools that could ask for an approval; nothing was sent to it.");
        }

        var agent = live[ProvisionPlan.AgentKey];
        if (snapshot.Agent.ProviderId != agent.ProviderId || (agent.Version is not null && snapshot.Agent.Version != agent.Version))
            return Mismatch("agent");
        if (snapshot.EnvironmentId != live[ProvisionPlan.EnvironmentKey].ProviderId)
            return Mismatch("environment");

        var vaults = live.TryGetValue(ProvisionPlan.VaultKey, out var vault) ? new[] { vault.ProviderId! } : [];
        if (!snapshot.VaultIds.ToHashSet(StringComparer.Ordinal).SetEquals(vaults))
            return Mismatch("vaults");
        return snapshot.Archived ? Mismatch("archived state") : null;
    }

    private static RunEnding Mismatch(string part) => new(
        RunStatus.Failed, ReasonCodes.SnapshotMismatch, $"The session's {part} is not what was asked for; nothing was sent to it. Submit the run again.");
}
