using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Claiming;
using Antpath.Submission;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Looks at the lease in front of every call: a worker that was paused must not touch the provider after its lease has ended.</summary>
internal sealed class LeaseGuardedProvider(IAgentProvider provider, RunLease lease) : IAgentProvider
{
    public Task<ProviderResult<CreatedResource>> CreateAgentAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> skillsByName, ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().CreateAgentAsync(bundle, skillsByName, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateEnvironmentAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().CreateEnvironmentAsync(bundle, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateVaultAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().CreateVaultAsync(marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().CreateCredentialAsync(bundle, mcpServerName, vaultId, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadSkillAsync(
        ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().UploadSkillAsync(bundle, skillName, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadFileAsync(
        ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().UploadFileAsync(bundle, path, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateSessionAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken) =>
        Guarded().CreateSessionAsync(start, marker, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(
        string resourceType, ResourceMarker marker, DateTimeOffset since, string? parentProviderId, CancellationToken cancellationToken) =>
        Guarded().FindAsync(resourceType, marker, since, parentProviderId, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> ListOwnedAsync(string resourceType, string installation, CancellationToken cancellationToken) =>
        Guarded().ListOwnedAsync(resourceType, installation, cancellationToken);

    public Task<ProviderResult<SessionSnapshot>> GetSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        Guarded().GetSessionAsync(sessionId, cancellationToken);

    public Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken) =>
        Guarded().SendPromptAsync(bundle, sessionId, cancellationToken);

    public Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken) =>
        Guarded().WasPromptSentAsync(sessionId, cancellationToken);

    public Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken) =>
        Guarded().InterruptAsync(sessionId, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken) =>
        Guarded().ListEventsAsync(sessionId, since, limit, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusEventsAsync(string sessionId, int limit, CancellationToken cancellationToken) =>
        Guarded().ListStatusEventsAsync(sessionId, limit, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<SessionFile>>> ListFilesAsync(string sessionId, CancellationToken cancellationToken) =>
        Guarded().ListFilesAsync(sessionId, cancellationToken);

    public Task<ProviderResult<Stream>> OpenFileAsync(string fileId, CancellationToken cancellationToken) =>
        Guarded().OpenFileAsync(fileId, cancellationToken);

    public Task<ProviderResult<Disposal>> DisposeResourceAsync(string resourceType, string providerId, CancellationToken cancellationToken) =>
        Guarded().DisposeResourceAsync(resourceType, providerId, cancellationToken);

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private IAgentProvider Guarded()
    {
        lease.EnsureHeld();
        return provider;
    }
}
