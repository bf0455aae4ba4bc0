using Antpath.Engine.Providers;
using Antpath.Engine.Secrets;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>What carrying out a search takes beside its own rows.</summary>
internal sealed record RequestedSweepTools(ISecretVault Vault, IAgentProviderFactory Providers, SweepFindings Findings, TimeProvider Time);
