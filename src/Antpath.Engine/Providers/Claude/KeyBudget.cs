namespace Antpath.Engine.Providers.Claude;

/// <summary>What one provider key may still do: a pace for each family of calls, and places for calls about environments.</summary>
internal sealed class KeyBudget : IDisposable
{
    // a quarter of a minute's calls may come at once: the provider's buckets refuse larger bursts even under the minute's figure (contract §3)
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(15);

    private readonly CallPace _creates;
    private readonly CallPace _reads;
    private readonly CallPace _environments;
    private readonly CallPace _files;
    private readonly int _environmentPlaces;

    public KeyBudget(ClaudeProviderOptions options)
    {
        _creates = Pace(options.CreatesPerMinute);
        _reads = Pace(options.ReadsPerMinute);
        _environments = Pace(options.EnvironmentCallsPerMinute);
        _files = Pace(options.FileCallsPerMinute);
        _environmentPlaces = options.EnvironmentCallsConcurrent;
        EnvironmentPlaces = new SemaphoreSlim(_environmentPlaces, _environmentPlaces);
    }

    /// <summary>One place for each call about environments that may be under way.</summary>
    public SemaphoreSlim EnvironmentPlaces { get; }

    public CallPace Of(CallFamily family) => family switch
    {
        CallFamily.Create => _creates,
        CallFamily.Read => _reads,
        CallFamily.Environment => _environments,
        CallFamily.File => _files,
        _ => throw new System.Diagnostics.UnreachableException($"call family {family}"),
    };

    public bool IdleAt(TimeSpan now) =>
        _creates.IdleAt(now) && _reads.IdleAt(now) && _environments.IdleAt(now) && _files.IdleAt(now) && EnvironmentPlaces.CurrentCount == _environmentPlaces;

    public void Dispose() => EnvironmentPlaces.Dispose();

    private static CallPace Pace(int perMinute) => new(TimeSpan.FromMinutes(1) / perMinute, Burst);
}
