using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// What the engine warned of last. It catches what its sweeps and steps throw and tries again later; where a broken invariant comes of that, or of the
/// machine's own trouble, this says so. Not part of the seed's log, because it is written from any thread.
/// </summary>
internal sealed class LastWarnings : ILoggerProvider, ILogger
{
    private const int KeptMax = 8;

    private readonly ConcurrentQueue<string> _kept = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var why = exception is PostgresException database ? $" ({database.SqlState})" : exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        _kept.Enqueue($"{formatter(state, exception)}{why}");
        while (_kept.Count > KeptMax)
            _kept.TryDequeue(out _);
    }

    public override string ToString() => string.Join("; ", _kept);

    public void Dispose()
    {
        // holds nothing but text
    }
}
