namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>A turn under the rate budget, or the time to come back for one. Dispose it when the call is over.</summary>
internal readonly struct CallTurn : IAsyncDisposable
{
    private readonly Func<ValueTask>? _giveBack;

    private CallTurn(bool granted, TimeSpan comeBackIn, Func<ValueTask>? giveBack)
    {
        Granted = granted;
        ComeBackIn = comeBackIn;
        _giveBack = giveBack;
    }

    public bool Granted { get; }

    /// <summary>How long to stay away when not <see cref="Granted"/>.</summary>
    public TimeSpan ComeBackIn { get; }

    public static CallTurn Now(Func<ValueTask>? giveBack = null) => new(granted: true, TimeSpan.Zero, giveBack);

    public static CallTurn Later(TimeSpan comeBackIn) => new(granted: false, comeBackIn, giveBack: null);

    public ValueTask DisposeAsync() => _giveBack?.Invoke() ?? ValueTask.CompletedTask;
}
