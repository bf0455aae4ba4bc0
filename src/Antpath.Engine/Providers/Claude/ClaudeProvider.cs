using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Claude Managed Agents through the official SDK, for one step of one run. Each family of calls has its own file.</summary>
internal sealed class ClaudeProvider : IAgentProvider
{
    private readonly ClaudeKey _key;
    private readonly ClaudeAgents _agents;
    private readonly ClaudeEnvironments _environments;
    private readonly ClaudeVaults _vaults;
    private readonly ClaudeSkills _skills;
    private readonly ClaudeFiles _files;
    private readonly ClaudeSessions _sessions;
    private readonly ClaudeEvents _events;
    private readonly ClaudeOwned _owned;

    public ClaudeProvider(ClaudeTransport transport, ClaudeKey key)
    {
        _key = key;
        var calls = new ClaudeCalls(transport, key);
        var listing = new Listing(calls);
        _agents = new ClaudeAgents(calls, listing);
        _environments = new ClaudeEnvironments(calls, listing);
        _vaults = new ClaudeVaults(calls, listing);
        _skills = new ClaudeSkills(calls, listing);
        _files = new ClaudeFiles(calls, listing);
        _sessions = new ClaudeSessions(calls, listing);
        _events = new ClaudeEvents(calls, _sessions);
        _owned = new ClaudeOwned(calls, listing);
    }

    public Task<ProviderResult<CreatedResource>> CreateAgentAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> skillsByName, ResourceMarker marker, CancellationToken cancellationToken) =>
        _agents.CreateAsync(bundle, skillsByName, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateEnvironmentAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken) =>
        _environments.CreateAsync(bundle, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateVaultAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        _vaults.CreateAsync(marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken) =>
        _vaults.CreateCredentialAsync(bundle, mcpServerName, vaultId, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadSkillAsync(
        ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken) =>
        _skills.UploadAsync(bundle, skillName, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadFileAsync(ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken) =>
        _files.UploadAsync(bundle, path, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateSessionAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken) =>
        _sessions.CreateAsync(start, marker, cancellationToken);

    public async Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(
        string resourceType, ResourceMarker marker, DateTimeOffset since, string? parentProviderId, CancellationToken cancellationToken)
    {
        var found = await (resourceType switch
        {
            ProviderResourceType.Agent => _agents.FindAsync(marker, since, cancellationToken),
            ProviderResourceType.Environment => _environments.FindAsync(marker, cancellationToken),
            ProviderResourceType.Vault => _vaults.FindAsync(marker, cancellationToken),
            ProviderResourceType.Credential when parentProviderId is { } vault => _vaults.FindCredentialsAsync(marker, vault, cancellationToken),
            ProviderResourceType.Skill => _skills.FindAsync(marker, cancellationToken),
            ProviderResourceType.File => _files.FindAsync(marker, since, cancellationToken),
            ProviderResourceType.Session => _sessions.FindAsync(marker, since, cancellationToken),
            _ => throw new ArgumentException($"No search for '{resourceType}'; a credential needs its vault.", nameof(resourceType)),
        });
        return found.Succeeded ? found.Value.OrderBy(f => f.CreatedAt).ThenBy(f => f.ProviderId, StringComparer.Ordinal).ToList() : found;
    }

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> ListOwnedAsync(string resourceType, string installation, CancellationToken cancellationToken) =>
        _owned.ListAsync(resourceType, installation, cancellationToken);

    public Task<ProviderResult<SessionSnapshot>> GetSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        _sessions.GetAsync(sessionId, cancellationToken);

    public Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken) =>
        _events.SendPromptAsync(bundle, sessionId, cancellationToken);

    public Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken) =>
        _events.WasPromptSentAsync(sessionId, cancellationToken);

    public Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken) =>
        _events.InterruptAsync(sessionId, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken) => _events.ListAsync(sessionId, since, limit, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusEventsAsync(string sessionId, int limit, CancellationToken cancellationToken) =>
        _events.ListStatusAsync(sessionId, limit, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<SessionFile>>> ListFilesAsync(string sessionId, CancellationToken cancellationToken) =>
        _files.ListOfSessionAsync(sessionId, cancellationToken);

    public Task<ProviderResult<Stream>> OpenFileAsync(string fileId, CancellationToken cancellationToken) => _files.OpenAsync(fileId, cancellationToken);

    public Task<ProviderResult<Disposal>> DisposeResourceAsync(string resourceType, string providerId, CancellationToken cancellationToken) => resourceType switch
    {
        ProviderResourceType.Session => _sessions.DisposeAsync(providerId, cancellationToken),
        ProviderResourceType.Vault => _vaults.DisposeAsync(providerId, cancellationToken),
        // it goes with its vault (§9.3): there is nothing to ask for
        ProviderResourceType.Credential => Task.FromResult<ProviderResult<Disposal>>(Disposal.AlreadyGone),
        ProviderResourceType.Environment => _environments.DisposeAsync(providerId, cancellationToken),
        ProviderResourceType.Agent => _agents.DisposeAsync(providerId, cancellationToken),
        ProviderResourceType.Skill => _skills.DisposeAsync(providerId, cancellationToken),
        ProviderResourceType.File => _files.DisposeAsync(providerId, cancellationToken),
        _ => throw new ArgumentException($"No disposal for '{resourceType}'.", nameof(resourceType)),
    };

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return ValueTask.CompletedTask;
    }
}
