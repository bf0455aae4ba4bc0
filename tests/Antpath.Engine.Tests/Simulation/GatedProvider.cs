using Antpath.Engine.Providers;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Submission;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>One worker's way to the provider: a gate before each call's effect and one after it, and the faults of the way.</summary>
internal sealed class GatedProvider(World world, SimulatedProvider provider, CallWitness witness, Mutation mutation) : IAgentProviderFactory, IAgentProvider
{
    /// <summary>A request reaches its end within this time or never: less than the lease's margin, which is there to cover it.</summary>
    public static readonly TimeSpan FlightMax = TimeSpan.FromSeconds(3);

    /// <summary>How long after its time-out a request may still take effect; with the lag of lists less than <c>UnknownOutcomeGrace</c>.</summary>
    private const double LateSecondsMax = 1.5;

    private const double RoughShare = 0.7;

    /// <summary>In one seed; then even the roughest kind goes well.</summary>
    private const int RoughCallsMax = 10;

    /// <summary>The effect of a call that arrived is whole, whoever waits for it.</summary>
    private static readonly CancellationToken Whole = CancellationToken.None;

    /// <summary>Whether this worker cannot reach the provider.</summary>
    public bool Unreachable { get; set; }

    public IAgentProvider Open(SecretString apiKey) => this;

    public ValueTask DisposeAsync() => default;

    public Task<ProviderResult<CreatedResource>> CreateAgentAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> skillsByName, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("agent", marker, p => p.CreateAgentAsync(bundle, skillsByName, marker, Whole), cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateEnvironmentAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("environment", marker, p => p.CreateEnvironmentAsync(bundle, marker, Whole), cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateVaultAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("vault", marker, p => p.CreateVaultAsync(marker, Whole), cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("credential", marker, p => p.CreateCredentialAsync(bundle, mcpServerName, vaultId, marker, Whole), cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadSkillAsync(
        ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("skill", marker, p => p.UploadSkillAsync(bundle, skillName, marker, Whole), cancellationToken);

    public Task<ProviderResult<CreatedResource>> UploadFileAsync(
        ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("file", marker, p => p.UploadFileAsync(bundle, path, marker, Whole), cancellationToken);

    public Task<ProviderResult<CreatedResource>> CreateSessionAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken) =>
        CreateAsync("session", marker, p => p.CreateSessionAsync(start, marker, Whole), cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(
        string resourceType, ResourceMarker marker, DateTimeOffset since, string? parentProviderId, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<FoundResource>>($"find {marker.LocalKey}", async p =>
        {
            var found = await p.FindAsync(resourceType, marker, since, parentProviderId, Whole);
            IReadOnlyList<FoundResource> listed = found.Succeeded && mutation != Mutation.SearchFindsNothing ? provider.Listed(found.Value, since) : [];
            return listed.ToList();
        }, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> ListOwnedAsync(string resourceType, string installation, CancellationToken cancellationToken) =>
        CallAsync($"list owned {resourceType}", p => p.ListOwnedAsync(resourceType, installation, Whole), cancellationToken);

    public Task<ProviderResult<SessionSnapshot>> GetSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"get {sessionId}", p => p.GetSessionAsync(sessionId, Whole), cancellationToken);

    public Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"send {sessionId}", p => p.Sessions.ContainsKey(sessionId)
            ? p.SendPromptAsync(bundle, sessionId, Whole)
            : Task.FromResult<ProviderResult<ProviderEvent>>(ScriptedProvider.Permanent("not_found", 404)), cancellationToken, acts: true);

    public Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync<bool>($"was sent {sessionId}", _ => Task.FromResult<ProviderResult<bool>>(
            mutation != Mutation.PromptNeverSeen && provider.ShowsMessage(sessionId)), cancellationToken);

    public Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"interrupt {sessionId}", p => p.InterruptAsync(sessionId, Whole), cancellationToken, acts: true);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken) =>
        CallAsync($"events {sessionId}", p => p.ListEventsAsync(sessionId, since, limit, Whole), cancellationToken);

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusEventsAsync(string sessionId, int limit, CancellationToken cancellationToken) =>
        CallAsync($"status events {sessionId}", p => p.ListStatusEventsAsync(sessionId, limit, Whole), cancellationToken);

    public Task<ProviderResult<IReadOnlyList<SessionFile>>> ListFilesAsync(string sessionId, CancellationToken cancellationToken) =>
        CallAsync($"files {sessionId}", p => p.ListFilesAsync(sessionId, Whole), cancellationToken);

    public Task<ProviderResult<Stream>> OpenFileAsync(string fileId, CancellationToken cancellationToken) =>
        CallAsync($"open {fileId}", p => p.OpenFileAsync(fileId, Whole), cancellationToken);

    public Task<ProviderResult<Disposal>> DisposeResourceAsync(string resourceType, string providerId, CancellationToken cancellationToken) =>
        CallAsync($"dispose {providerId}", p => mutation == Mutation.RemovalLies
            ? Task.FromResult<ProviderResult<Disposal>>(Disposal.Deleted)
            : p.DisposeResourceAsync(resourceType, providerId, Whole), cancellationToken, acts: true);

    private Task<ProviderResult<CreatedResource>> CreateAsync(
        string type, ResourceMarker marker, Func<ScriptedProvider, Task<ProviderResult<CreatedResource>>> act, CancellationToken cancellationToken) =>
        CallAsync($"create {marker.LocalKey}", async p =>
        {
            await witness.CreatingAsync(type, marker);
            var created = await act(p);
            if (!created.Succeeded)
                return created;
            provider.Created(created.Value.ProviderId);
            var twins = provider.Model.Left.Count(r => r.Type == type && (r.Marker with { Try = marker.Try }) == marker);
            if (twins > 1)
                world.Break(Invariants.MadeOnce, $"{marker.LocalKey} attempt {marker.Attempt} try {marker.Try} is number {twins}");
            return created;
        }, cancellationToken, acts: true);

    private async Task<ProviderResult<T>> CallAsync<T>(
        string call, Func<ScriptedProvider, Task<ProviderResult<T>>> act, CancellationToken cancellationToken, bool acts = false)
    {
        var activity = Activity.Current ?? throw new InvalidOperationException($"{call} outside every activity");
        cancellationToken.ThrowIfCancellationRequested();
        var name = $"{activity.Name} {call}";
        var request = new Request(name, world.Now + FlightMax, acts ? () => ArriveAsync(activity, name, act) : null);
        await activity.StopAsync($"{call} asked", request, cut: cancellationToken);
        provider.Tick();
        var fate = cancellationToken.IsCancellationRequested ? CallFate.Cut : Fate(activity, call);
        ProviderResult<T> answer = ScriptedProvider.Lost;
        switch (fate)
        {
            case CallFate.Refused:
                answer = ScriptedProvider.Transient();
                break;
            case CallFate.KeyRejected:
                answer = ScriptedProvider.Permanent("provider_key_rejected", 401, ErrorClass.TenantPermanent);
                break;
            case CallFate.Cut or CallFate.Late:
                provider.Left(request, world.Now + world.Within(LateSecondsMax));
                break;
            case CallFate.Done or CallFate.AnswerLost:
                witness.Acting(activity, call);
                var done = await act(provider.Model);
                answer = fate == CallFate.AnswerLost ? ScriptedProvider.Lost : done;
                break;
        }

        world.Tell($"  {name}: {fate}{(answer.Failure is null ? "" : $" ({answer.Failure.Code})")}");
        cancellationToken.ThrowIfCancellationRequested();
        await activity.StopAsync($"{call} answered", hangs: world.Stormy && world.Chance(world.Weather.Hangs), cut: cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer;
    }

    /// <summary>The effect of a request whose caller is gone, or has given up.</summary>
    private async Task ArriveAsync<T>(Activity activity, string name, Func<ScriptedProvider, Task<ProviderResult<T>>> act)
    {
        world.Tell($"  {name}: arrives late");
        witness.Arriving(activity, name);
        await activity.AsItselfAsync(() => act(provider.Model));
    }

    private CallFate Fate(Activity activity, string call)
    {
        if (Unreachable)
            return CallFate.Lost;
        if (provider.Revoked.Contains(activity.Run!.Value))
            return CallFate.KeyRejected;
        var weather = world.Weather;
        if (weather.Rough is not null && call.StartsWith(weather.Rough, StringComparison.Ordinal) && provider.RoughCalls < RoughCallsMax)
        {
            provider.RoughCalls++;
            if (world.Chance(RoughShare))
                return world.Random.Next(4) switch { 0 => CallFate.Refused, 1 => CallFate.Late, _ => CallFate.AnswerLost };
        }

        if (!world.Stormy)
            return CallFate.Done;
        var draw = world.Random.NextDouble();
        (double Share, CallFate Fate)[] fates =
        [
            (weather.Refused, CallFate.Refused), (weather.Lost, CallFate.Lost), (weather.AnswerLost, CallFate.AnswerLost), (weather.Late, CallFate.Late),
        ];
        foreach (var (share, fate) in fates)
        {
            draw -= share;
            if (draw < 0)
                return fate;
        }

        return CallFate.Done;
    }
}
