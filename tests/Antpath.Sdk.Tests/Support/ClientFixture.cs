namespace Antpath.Sdk.Tests.Support;

/// <summary>A client of a scripted server, with a clock that hurries through backoffs.</summary>
internal sealed class ClientFixture : IAsyncDisposable
{
    public ClientFixture(Action<AntpathClientOptions>? configure = null)
    {
        var options = new AntpathClientOptions
        {
            ApiToken = Sample.Token,
            BaseUrl = Server.BaseUrl,
            TimeProvider = Time,
            Jitter = () => 0.5,
        };
        configure?.Invoke(options);
        Client = new AntpathClient(options);
        Run = Client.GetRun(Sample.Run);
    }

    public ScriptedServer Server { get; } = new();

    /// <summary>Waits of up to 15 seconds pass at once: every backoff, no timeout.</summary>
    public HurriedTime Time { get; } = new(TimeSpan.FromSeconds(15));

    public AntpathClient Client { get; }

    public RunHandle Run { get; }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
