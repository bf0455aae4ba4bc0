using Antpath.Ids;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>An output's row as the comparison with the store sees it.</summary>
/// <param name="Workspace">Whose it is.</param>
/// <param name="Run">The run.</param>
/// <param name="Id">The output.</param>
/// <param name="Path">Where its object should be.</param>
/// <param name="StoredFor">How long it has said <c>stored</c>, by the database's clock; null in every other state.</param>
internal sealed record StoredRow(WorkspaceId Workspace, RunId Run, OutputId Id, string Path, TimeSpan? StoredFor)
{
    /// <summary>Whether its object must be there by now.</summary>
    public bool Settled(TimeSpan age) => StoredFor >= age;
}
