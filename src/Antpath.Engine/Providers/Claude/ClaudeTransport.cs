using Antpath.Engine.Providers.Claude.Budget;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Providers.Claude;

/// <summary>What all runs of this process share on the way to the provider: connections, rate budget, limits. It never holds a key.</summary>
internal sealed partial class ClaudeTransport : IDisposable
{
    private readonly AnswerHandler _handler;
    private readonly Random _random;
    private readonly Lock _randomGate = new();
    private readonly ILogger<ClaudeTransport> _log;

    public ClaudeTransport(IOptions<ClaudeProviderOptions> options, CallBudget budget, TimeProvider time, Random random, ILogger<ClaudeTransport> log)
    {
        Options = options.Value;
        Budget = budget;
        Time = time;
        _random = random;
        _log = log;
        _handler = new AnswerHandler(time)
        {
            InnerHandler = new SocketsHttpHandler
            {
                // a redirect would carry the key somewhere else
                AllowAutoRedirect = false,
                UseCookies = false,
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

    /// <summary>A client over the shared connections. Disposing it leaves them open; timeouts are set per call.</summary>
    public HttpClient CreateClient() => new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>A random number from [0, 1) to spread repeats.</returns>
    public double Jitter()
    {
        lock (_randomGate)
            return _random.NextDouble();
    }

    /// <summary>Tells the operator of a limit that does not end by itself; the key's owner learns of it from the run.</summary>
    public void LimitMet(ProviderCall call, ProviderFailure failure) => Log.LimitMet(_log, call.Doing, failure.Code, failure.RequestId ?? "none");

    public void Dispose() => _handler.Dispose();

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1401,
            Level = LogLevel.Warning,
            Message = "{Doing} was refused for a limit that names no time to come back ({Code}, provider request {RequestId}); the key's organization may have reached a cap")]
        public static partial void LimitMet(ILogger logger, string doing, string code, string requestId);
    }
}
