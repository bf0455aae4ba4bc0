using Antpath.Engine.Providers.Claude.Budget;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Providers.Claude;

/// <summary>What all runs of this process share on the way to the provider: connections, rate budget, limits. It never holds a key.</summary>
internal sealed class ClaudeTransport : IDisposable
{
    private readonly AnswerHandler _handler;
    private readonly Random _random;
    private readonly Lock _randomGate = new();

    public ClaudeTransport(IOptions<ClaudeProviderOptions> options, CallBudget budget, TimeProvider time, Random random, CallReports reports)
    {
        Options = options.Value;
        Budget = budget;
        Time = time;
        _random = random;
        Reports = reports;
        _handler = new AnswerHandler(time)
        {
            InnerHandler = new SocketsHttpHandler
            {
                // a redirect would carry the key somewhere else
                AllowAutoRedirect = false,
                UseCookies = false,
                // the provider is told nothing of our traces
                ActivityHeadersPropagator = null,
                AutomaticDecompression = System.Net.DecompressionMethods.GZip,
                ConnectTimeout = Options.ConnectTimeout,
                MaxConnectionsPerServer = Options.ConnectionsMax,
                // long enough to reuse, short enough to follow the provider's addresses
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
                MaxResponseHeadersLength = 64,
            },
        };
    }

    public ClaudeProviderOptions Options { get; }

    public CallBudget Budget { get; }

    public TimeProvider Time { get; }

    /// <summary>What operators are told of calls.</summary>
    public CallReports Reports { get; }

    /// <summary>A client over the shared connections. Disposing it leaves them open; timeouts are set per call.</summary>
    public HttpClient CreateClient() => new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>A random number from [0, 1) to spread repeats.</returns>
    public double Jitter()
    {
        lock (_randomGate)
            return _random.NextDouble();
    }

    public void Dispose() => _handler.Dispose();
}
