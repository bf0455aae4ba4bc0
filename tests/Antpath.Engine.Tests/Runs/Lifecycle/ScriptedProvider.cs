using Antpath.Engine.Providers;
using Antpath.Submission;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>
/// A provider that lives in the test: what it did is there to look at, and any call can be made to fail before it does anything, or after it has
/// done it (a lost answer).
/// </summary>
internal sealed class ScriptedProvider : IAgentProviderFactory, IAgentProvider
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ids;

    public List<ScriptedResource> Resources { get; } = [];

    /// <summary>The end of every id, where several of these share a database: a provider gives no id twice.</summary>
    public string IdEnd { get; init; } = "";

    public Dictionary<string, ScriptedSession> Sessions { get; } = new(StringComparer.Ordinal);

    public List<string> Calls { get; } = [];

    public Dictionary<string, byte[]> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers of calls that fail before they do anything. Gets the call's name, e.g. <c>create:agent</c>.</summary>
    public Func<string, ProviderFailure?> FailBefore { get; set; } = _ => null;

    /// <summary>Answers that get lost after the call was carried out.</summary>
    public Func<string, ProviderFailure?> FailAfter { get; set; } = _ => null;

    /// <summary>Called in front of each call, and again (true) when it is carried out and its answer is on its way.</summary>
    public Func<string, bool, Task> AtCall { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Calls that never answer, until somebody cuts them.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>Ends when a call hangs.</summary>
    public Task Hung => _hung.Task;

    /// <summary>How a file's content comes.</summary>
    public Func<byte[], Stream> Content { get; set; } = bytes => new MemoryStream(bytes, writable: false);

    public Action<ScriptedSession> OnSession { get; set; } = _ => { };

    public IEnumerable<ScriptedResource> Left => Resources.Where(r => !r.Gone && !(r.Type == ProviderResourceType.Agent && r.Archived));

    public ScriptedSession Session => Sessions.Values.Single();

    public static ProviderFailure Transient(string code = "provider_overloaded", int status = 529, bool unknown = false) => new()
    {
        Class = ErrorClass.TransientProvider, Code = code, Message = $"The provider answered {status}.", OutcomeUnknown = unknown, HttpStatus = status,
    };

    public static ProviderFailure Lost { get; } = new()
    {
        Class = ErrorClass.TransientProvider, Code = "provider_answer_lost", Message = "The answer was lost.", OutcomeUnknown = true,
    };

    public static ProviderFailure Permanent(string code = "provider_refused", int status = 400, ErrorClass errorClass = ErrorClass.ProviderPermanent) => new()
    {
        Class = errorClass, Code = code, Message = $"The provider answered {status}.", OutcomeUnknown = false, HttpStatus = status,
    };

    public IAgentProvider Open(SecretString apiKey) => this;

    public ValueTask DisposeAsync() => default;

    public Task<ProviderResult<CreatedResource>> CreateAgentAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> skillsByName, ResourceMarker marker, CancellationToken cancellationToken) =>
        Create(ProviderResourceType.Agent, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateEnvironmentAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken) =>
        Create(ProviderResourceType.Environment, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateVaultAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        Create(ProviderResourceType.Vault, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken) =>
        Create(ProviderResourceType.Credential, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadSkillAsync(
        ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken) => Create(ProviderResourceType.Skill, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadFileAsync(
        ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken) => Create(ProviderResourceType.File, marker, cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateSessionAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken) =>
        Create(ProviderResourceType.Session, marker, id =>
        {
            var session = new ScriptedSession(id, start);
            Sessions[id] = session;
            OnSession(session);
        }, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(
        string resourceType, ResourceMarker marker, DateTimeOffset since, string? parentProviderId, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<FoundResource>>($"find:{resourceType}", () => Resources
            .Where(r => !r.Gone && r.Type == resourceType && r.Marker.Run == marker.Run && r.Marker.LocalKey == marker.LocalKey && r.Marker.Installation == marker.Installation)
            .Select(r => new FoundResource(r.Id, "1", r.Marker, DateTimeOffset.UnixEpoch, r.Archived)).ToList(), cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> ListOwnedAsync(string resourceType, string installation, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<FoundResource>>($"owned:{resourceType}", () => Resources
            .Where(r => !r.Gone && !r.Archived && r.Type == resourceType && r.Marker.Installation == installation)
            .Select(r => new FoundResource(r.Id, "1", r.Marker, r.CreatedAt, r.Archived)).ToList(), cancellationToken);

    public Task<ProviderResult<SessionSnapshot>> GetSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        Answer<SessionSnapshot>("get:session", () => Sessions.TryGetValue(sessionId, out var s)
            ? new SessionSnapshot
            {
                Status = s.Status,
                Archived = s.Archived,
                Agent = new CreatedResource(s.Start.Agent.ProviderId, s.AgentVersion),
                EnvironmentId = s.Start.EnvironmentId,
                VaultIds = s.Start.VaultId is null ? [] : [s.Start.VaultId],
                ToolsThatCouldAsk = [.. s.ToolsThatCouldAsk],
                Usage = s.Usage,
            }
            : Permanent("not_found", 404), cancellationToken);

    public Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken) =>
        Do("send", () =>
        {
            var session = Sessions[sessionId];
            session.Messages++;
            session.OnMessage(session);
            return new ProviderEvent { Id = "sent", Type = "user.message", Summary = new Dictionary<string, object>(StringComparer.Ordinal) };
        }, cancellationToken);

    public Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken) =>
        Do("was_sent", () => Sessions[sessionId].Messages > 0, cancellationToken);

    public Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken) =>
        Answer<ProviderEvent?>("interrupt", () =>
        {
            if (!Sessions.TryGetValue(sessionId, out var session))
                return Permanent("not_found", 404);
            session.Interrupts++;
            session.OnInterrupt(session);
            return (ProviderEvent?)null;
        }, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<ProviderEvent>>("list:events", () => Sessions[sessionId].Events.Where(e => since is null || e.ProcessedAt >= since).Take(limit).ToList(), cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusEventsAsync(string sessionId, int limit, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<ProviderEvent>>("list:status", () => Sessions[sessionId].Events
            .Where(e => e.Type.StartsWith("session.status_", StringComparison.Ordinal)).Reverse().Take(limit).ToList(), cancellationToken);

    public Task<ProviderResult<IReadOnlyList<SessionFile>>> ListFilesAsync(string sessionId, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<SessionFile>>("list:files", () => Sessions.TryGetValue(sessionId, out var s) ? s.Files.ToArray() : Permanent("not_found", 404), cancellationToken);

    public Task<ProviderResult<Stream>> OpenFileAsync(string fileId, CancellationToken cancellationToken) =>
        Do<Stream>($"open:{fileId}", () => Content(Contents[fileId]), cancellationToken);

    public Task<ProviderResult<Disposal>> DisposeResourceAsync(string resourceType, string providerId, CancellationToken cancellationToken) =>
        Answer<Disposal>($"dispose:{resourceType}", () =>
        {
            var resource = Resources.FirstOrDefault(r => r.Id == providerId && !r.Gone);
            if (resource is null)
                return Disposal.AlreadyGone;
            if (resourceType == ProviderResourceType.Session && Sessions[providerId].Status is "running" or "rescheduling")
                return Transient("session_still_running", 400);
            if (resourceType == ProviderResourceType.Environment && Sessions.Values.Any(s => s.Start.EnvironmentId == providerId))
                return Transient("environment_in_use", 409);
            if (resourceType == ProviderResourceType.Agent)
            {
                resource.Archived = true;
                return Disposal.Archived;
            }

            resource.Gone = true;
            Sessions.Remove(providerId);
            foreach (var credential in Resources.Where(r => r.Type == ProviderResourceType.Credential && r.Marker.Run == resource.Marker.Run))
                credential.Gone |= resourceType == ProviderResourceType.Vault;
            return Disposal.Deleted;
        }, cancellationToken);

    /// <summary>Puts a file into a session.</summary>
    public void Write(ScriptedSession session, string fileName, byte[] content, long? listedSize = null)
    {
        var id = $"file_out_{Interlocked.Increment(ref _ids)}";
        Contents[id] = content;
        session.Files.Add(new SessionFile(id, fileName, listedSize ?? content.Length, "text/plain", DateTimeOffset.UnixEpoch));
    }

    private Task<ProviderResult<CreatedResource>> Create(string type, ResourceMarker marker, CancellationToken token) => Create(type, marker, _ => { }, token);

    private Task<ProviderResult<CreatedResource>> Create(string type, ResourceMarker marker, Action<string> made, CancellationToken token) => Do($"create:{type}", () =>
    {
        var resource = new ScriptedResource(type, $"{type}_{++_ids}{IdEnd}", marker);
        Resources.Add(resource);
        made(resource.Id);
        return new CreatedResource(resource.Id, type == ProviderResourceType.Agent ? "1" : null);
    }, token);

    private Task<ProviderResult<T>> Do<T>(string call, Func<T> act, CancellationToken token) => Answer(call, () => (ProviderResult<T>)act(), token);

    private async Task<ProviderResult<T>> Answer<T>(string call, Func<ProviderResult<T>> act, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        await AtCall(call, false);
        token.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Calls.Add(call);
            if (FailBefore(call) is { } before)
                return before;
        }

        if (Hangs(call))
        {
            _hung.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }

        ProviderResult<T> answer;
        lock (_gate)
        {
            answer = act();
            if (FailAfter(call) is { } after)
                answer = after;
        }

        await AtCall(call, true);
        return answer;
    }
}
