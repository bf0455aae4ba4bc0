using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Tests;

/// <summary>Connections that send the plan of each statement as a notice, and the plans so far.</summary>
internal sealed class ExplainedStatements : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;

    /// <param name="connectionString">The database.</param>
    /// <param name="role">The role of the process whose statements these are: its policies are part of the plans.</param>
    /// <param name="planCacheMode"><c>force_generic_plan</c>, as every process of ours asks for, or <c>force_custom_plan</c>.</param>
    public ExplainedStatements(string connectionString, string role, string planCacheMode = "force_generic_plan")
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_level=notice "
                + $"-c auto_explain.log_analyze=on -c plan_cache_mode={planCacheMode} -c role={role}",
        };
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new NoticeReader(Plans)));
        DataSource = new NpgsqlDataSourceBuilder(connection.ConnectionString).UseLoggerFactory(_loggers).Build();
    }

    public NpgsqlDataSource DataSource { get; }

    public ConcurrentBag<string> Plans { get; } = [];

    /// <summary>Call first.</summary>
    public async Task SkipWithoutAutoExplainAsync()
    {
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedFile && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Skip("This PostgreSQL has no auto_explain. Install the server's contrib package.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        _loggers.Dispose();
    }

    private sealed class NoticeReader(ConcurrentBag<string> plans) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) is { } text && text.Contains("plan:", StringComparison.Ordinal))
                plans.Add(text);
        }

        public void Dispose()
        {
            // holds nothing
        }
    }
}
