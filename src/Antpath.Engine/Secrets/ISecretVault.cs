using Antpath.Ids;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Engine.Secrets;

/// <summary>
/// Where per-run secrets lie between submission and clean-up, encrypted by <see cref="SecretEnvelope"/> whatever the place. A place outside our
/// database must make its writes durable before the caller commits, and its removals after.
/// </summary>
public interface ISecretVault
{
    /// <summary>The backend's name: <c>built_in</c>, ….</summary>
    string Backend { get; }

    /// <summary>Stores sealed secrets with the runs they belong to.</summary>
    /// <param name="transaction">The transaction that inserts the runs.</param>
    /// <param name="secrets">At least one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The ids for <c>runs.execution_secret_id</c>, in the order given.</returns>
    Task<IReadOnlyList<Guid>> PutAsync(NpgsqlTransaction transaction, IReadOnlyList<SealedSecret> secrets, CancellationToken cancellationToken);

    /// <summary>Opens one run's secret. Keep the answer for one step, then drop it.</summary>
    /// <param name="workspace">The run's workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="secretId">The value of <c>runs.execution_secret_id</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bundle, or null when it was destroyed.</returns>
    /// <exception cref="SecretUnreadableException">It is there and cannot be decrypted or read; the message says why, and shows nothing of it.</exception>
    Task<ExecutionBundle?> OpenAsync(WorkspaceId workspace, RunId run, Guid secretId, CancellationToken cancellationToken);

    /// <summary>Destroys secrets. One that is gone already is no error.</summary>
    /// <param name="transaction">The transaction that clears <c>runs.execution_secret_id</c>.</param>
    /// <param name="secrets">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task DestroyAsync(NpgsqlTransaction transaction, IReadOnlyList<SecretReference> secrets, CancellationToken cancellationToken);

    /// <summary>Lists entries, for the sweep that looks for orphans. Opens none of them.</summary>
    /// <param name="after">The last id seen, or all zeros to begin.</param>
    /// <param name="olderThan">How old an entry must be: one just written may belong to a run that is not committed yet.</param>
    /// <param name="limit">Entries at most; fewer means the end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>By id, ascending.</returns>
    Task<IReadOnlyList<SecretReference>> ListAsync(Guid after, TimeSpan olderThan, int limit, CancellationToken cancellationToken);
}
