using Antpath.Engine.Secrets;
using Antpath.Ids;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>A vault that announces each destruction, in front of it and behind it. Both are inside the transaction that it joins.</summary>
internal sealed class WatchedVault(ISecretVault inner, Func<string, ValueTask> at) : ISecretVault
{
    public string Backend => inner.Backend;

    public Task<IReadOnlyList<Guid>> PutAsync(NpgsqlTransaction transaction, IReadOnlyList<SealedSecret> secrets, CancellationToken cancellationToken) =>
        inner.PutAsync(transaction, secrets, cancellationToken);

    public Task<ExecutionBundle?> OpenAsync(WorkspaceId workspace, RunId run, Guid secretId, CancellationToken cancellationToken) =>
        inner.OpenAsync(workspace, run, secretId, cancellationToken);

    public async Task DestroyAsync(NpgsqlTransaction transaction, IReadOnlyList<SecretReference> secrets, CancellationToken cancellationToken)
    {
        await at("vault/destroy/asked");
        await inner.DestroyAsync(transaction, secrets, cancellationToken);
        await at("vault/destroy/answered");
    }

    public Task<RewrapResult> RewrapAsync(Guid after, int limit, CancellationToken cancellationToken) => inner.RewrapAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<SecretReference>> ListAsync(Guid after, TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(after, olderThan, limit, cancellationToken);
}
