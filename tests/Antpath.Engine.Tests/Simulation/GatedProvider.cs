using Antpath.Engine.Providers;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Submission;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>One worker's way to the provider: a gate before each call's effect and one after it, and the faults of the way.</summary>
internal sealed class GatedProvider(World world, SimulatedProvider provider, CallWitness witness, Mutation mutation) : IAgentProviderFactory, IAgentProvider
{
    /// <summary>Whether this worker cannot reach the provider.</summary>
    public bool Unreachable { get; set; }

    public IAgentProvider Open(SecretString apiKey) => this;

    public ValueTask DisposeAsync() => default;

    public Task<ProviderResult<CreatedResource>> CreateAgentAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> skillsByName, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("agent", marker, p => p.CreateAgentAsync(bundle, skillsByName, marker, cancellationToken));

    public Task<ProviderResult<CreatedResource>> CreateEnvironmentAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("environment", marker, p => p.CreateEnvironmentAsync(bundle, marker, cancellationToken));

    public Task<ProviderResult<CreatedResource>> CreateVaultAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("vault", marker, p => p.CreateVaultAsync(marker, cancellationToken));

    public Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("credential", marker, p => p.CreateCredentialAsync(bundle, mcpServerName, vaultId, marker, cancellationToken));

    public Task<ProviderResult<CreatedResource>> UploadSkillAsync(
        ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("skill", marker, p => p.UploadSkillAsync(bundle, skillName, marker, cancellationToken));

    public Task<ProviderResult<CreatedResource>> UploadFileAsync(
        ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("file", marker, p => p.UploadFileAsync(bundle, path, marker, cancellationToken));

    public Task<ProviderResult<CreatedResource>> CreateSessionAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("session", marker, p => p.CreateSessionAsync(start, marker, cancellationToken));

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(
        string resourceType, ResourceMarker marker, DateTimeOffset since, string? parentProviderId, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<FoundResource>>($"find {marker.LocalKey}", async p =>
        {
            var found = await p.FindAsync(resourceType, marker, since, parentProviderId, cancellationToken);
            IReadOnlyList<FoundResource> listed = found.Succeeded && mutation != Mutation.SearchFindsNothing ? provider.Listed(found.Value, since) : [];
            return listed.ToList();
        });

    public Task<ProviderResult<SessionSnapshot>> GetSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"get {sessionId}", p => p.GetSessionAsync(sessionId, cancellationToken));

    public Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"send {sessionId}", p => p.SendPromptAsync(bundle, sessionId, cancellationToken));

    public Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync<bool>($"was sent {sessionId}", _ => Task.FromResult<ProviderResult<bool>>(
            mutation != Mutation.PromptNeverSeen && provider.ShowsMessage(sessionId)));

    public Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"interrupt {sessionId}", p => p.InterruptAsync(sessionId, cancellationToken));

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken) =>
        CallAsync($"events {sessionId}", p => p.ListEventsAsync(sessionId, since, limit, cancellationToken));

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusEventsAsync(string sessionId, int limit, CancellationToken cancellationToken) =>
        CallAsync($"status events {sessionId}", p => p.ListStatusEventsAsync(sessionId, limit, cancellationToken));

    public Task<ProviderResult<IReadOnlyList<SessionFile>>> ListFilesAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"files {sessionId}", p => p.ListFilesAsync(sessionId, cancellationToken));

    public Task<ProviderResult<Stream>> OpenFileAsync(string fileId, CancellationToken cancellationToken) =>
        CallAsync($"open {fileId}", p => p.OpenFileAsync(fileId, cancellationToken));

    public Task<ProviderResult<Disposal>> DisposeResourceAsync(string resourceType, string providerId, CancellationToken cancellationToken) =>
        CallAsync($"dispose {providerId}", p => mutation == Mutation.RemovalLies
            ? Task.FromResult<ProviderResult<Disposal>>(Disposal.Deleted)
            : p.DisposeResourceAsync(resourceType, providerId, cancellationToken));

    private Task<ProviderResult<CreatedResource>> CreateAsync(
        string type, ResourceMarker marker, Func<ScriptedProvider, Task<ProviderResult<CreatedResource>>> act) =>
        CallAsync($"create {marker.LocalKey}", async p =>
        {
            await witness.CreatingAsync(type, marker);
            var created = await act(p);
            if (created.Succeeded)
                provider.Created(created.Value.ProviderId);
            return created;
        });

    private async Task<ProviderResult<T>> CallAsync<T>(string call, Func<ScriptedProvider, Task<ProviderResult<T>>> act)
    {
        var activity = Activity.Current ?? throw new InvalidOperationException($"{call} outside every activity");
        await activity.StopAsync($"{call} asked", inFlight: true);
        provider.Tick();
        var fate = Fate();
        ProviderResult<T> answer = ScriptedProvider.Lost;
        if (fate == CallFate.Refused)
        {
            answer = ScriptedProvider.Transient();
        }
        else if (fate != CallFate.Lost)
        {
            await witness.ActingAsync(activity, call);
            var done = await act(provider.Model);
            answer = fate == CallFate.AnswerLost ? ScriptedProvider.Lost : done;
        }

        world.Tell($"  {activity.Name} {call}: {fate}{(answer.Failure is null ? "" : $" ({answer.Failure.Code})")}");
        await activity.StopAsync($"{call} answered");
        return answer;
    }

    private CallFate Fate()
    {
        if (Unreachable)
            return CallFate.Lost;
        if (!world.Stormy)
            return CallFate.Done;
        return world.Random.Next(100) switch
        {
            < 3 => CallFate.Refused,
            < 6 => CallFate.Lost,
            < 12 => CallFate.AnswerLost,
            _ => CallFate.Done,
        };
    }
}
