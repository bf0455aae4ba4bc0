namespace Antpath.Engine.Providers.Claude;

/// <summary>A turn under the rate budget, or the time to come back for one. Dispose it when the call is over.</summary>
internal readonly struct CallTurn : IDisposable
{
    private readonly SemaphoreSlim? _place;

    private CallTurn(bool granted, TimeSpan comeBackIn, SemaphoreSlim? place)
    {
        Granted = granted;
        ComeBackIn = comeBackIn;
        _place = place;
    }

    public bool Granted { get; }

    /// <summary>How long to stay away when not <see cref="Granted"/>.</summary>
    public TimeSpan ComeBackIn { get; }

    public static CallTurn Now(SemaphoreSlim? place) => new(granted: true, TimeSpan.Zero, place);

    public static CallTurn Later(TimeSpan comeBackIn) => new(granted: false, comeBackIn, place: null);

    public void Dispose() => _place?.Release();
}
