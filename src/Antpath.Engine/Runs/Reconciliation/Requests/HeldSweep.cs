using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Secrets;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>A search in the hands of this process.</summary>
/// <param name="Id">The search.</param>
/// <param name="Secret">Where its key is.</param>
/// <param name="DryRun">Only lists.</param>
/// <param name="TimeLeft">How long until its deadline.</param>
/// <param name="Lease">The claim; it stops every call to the provider when it ends.</param>
internal sealed record HeldSweep(ProviderSweepId Id, SecretReference Secret, bool DryRun, TimeSpan TimeLeft, RunLease Lease)
{
    public WorkspaceId Workspace => Secret.Workspace;
}
