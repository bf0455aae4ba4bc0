using Antpath.Submission;

namespace Antpath.Engine.Providers;

/// <summary>
/// One run's view of an outside agent service, opened with that run's own key and closed with the step. No method throws for what the service
/// answers or fails to answer: it returns a classified <see cref="ProviderFailure"/>. Creates and sends are made once and never retried inside;
/// reads and removals may be retried inside, within the call's deadline. Cancelling the token ends the wait, not what the service has begun.
/// </summary>
public interface IAgentProvider : IAsyncDisposable
{
    Task<ProviderResult<CreatedResource>> CreateAgentAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> skillsByName, ResourceMarker marker, CancellationToken cancellationToken);

    Task<ProviderResult<CreatedResource>> CreateEnvironmentAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken);

    Task<ProviderResult<CreatedResource>> CreateVaultAsync(ResourceMarker marker, CancellationToken cancellationToken);

    /// <summary>Puts the bearer of one MCP server into the vault. Repeating it after a lost answer adopts the existing credential and renews its token.</summary>
    Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken);

    Task<ProviderResult<CreatedResource>> UploadSkillAsync(ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken);

    Task<ProviderResult<CreatedResource>> UploadFileAsync(ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken);

    Task<ProviderResult<CreatedResource>> CreateSessionAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken);

    /// <summary>Lists resources of one kind that carry exactly this installation's and run's marker, archived ones included, oldest first.</summary>
    /// <param name="resourceType">A value of <see cref="ProviderResourceType"/>.</param>
    /// <param name="marker">Installation, run and local key must match; attempt and try may differ and are reported.</param>
    /// <param name="since">Nothing older is asked for where the service can narrow by time.</param>
    /// <param name="parentProviderId">The vault to look in, for credentials.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(
        string resourceType, ResourceMarker marker, DateTimeOffset since, string? parentProviderId, CancellationToken cancellationToken);

    /// <summary>Lists resources of one kind that carry exactly this installation's marker, whatever the run. Archived ones and copies inside sessions are left out.</summary>
    /// <param name="resourceType">A value of <see cref="ProviderResourceType"/> other than credential: those go with their vault.</param>
    /// <param name="installation">Must match to the letter: others share the place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ProviderResult<IReadOnlyList<FoundResource>>> ListOwnedAsync(string resourceType, string installation, CancellationToken cancellationToken);

    Task<ProviderResult<SessionSnapshot>> GetSessionAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Sends the run's prompt as the first user message. Made once; an unknown outcome is settled by <see cref="WasPromptSentAsync"/>.</summary>
    Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken);

    /// <summary>Whether the session holds a user message, queued or processed, or has ever run (provider contract §16.3).</summary>
    Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Asks the session to stop its turn. Safe to repeat; no effect on an idle session.</summary>
    Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Events processed at or after an instant, oldest first, content removed; the instant's own events come again.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="since">The newest provider time already seen, or null for all.</param>
    /// <param name="limit">Events at most; when that many came, call again with the newest time seen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken);

    /// <summary>The newest <c>session.status_*</c> events, newest first, to decide whether a turn is over (provider contract §16.4).</summary>
    Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusEventsAsync(string sessionId, int limit, CancellationToken cancellationToken);

    /// <summary>Every downloadable file of the session, to the last page; files of other sessions are left out even if the service lists them.</summary>
    Task<ProviderResult<IReadOnlyList<SessionFile>>> ListFilesAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Opens a file's content. The caller disposes the stream, which is never buffered whole; reading it may throw <see cref="IOException"/>.</summary>
    Task<ProviderResult<Stream>> OpenFileAsync(string fileId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes one resource: session, vault, environment, skill and file are deleted, an agent is archived, a credential goes with its vault.
    /// A session that still runs gives a transient failure with code <c>session_still_running</c>.
    /// </summary>
    Task<ProviderResult<Disposal>> DisposeResourceAsync(string resourceType, string providerId, CancellationToken cancellationToken);
}
