using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// One process's way to the database, which can be cut between two events, and on which the answer to a commit can get lost: the commit is done and
/// its caller sees a broken connection. Npgsql announces a commit to its log at exactly that point.
/// </summary>
internal sealed class DatabasePath : ILoggerFactory, ILogger, IAsyncDisposable
{
    private const string Committed = "Committed transaction";

    private TaskCompletionSource? _let;

    public DatabasePath(string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = 10, MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, NoResetOnClose = true,
            Options = "-c plan_cache_mode=force_generic_plan -c role=antpath_worker",
        };
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
        builder.UseLoggerFactory(this);
        builder.UsePhysicalConnectionInitializer(_ => ThrowIfCut(), _ =>
        {
            ThrowIfCut();
            return HeldUpAsync();
        });
        DataSource = builder.Build();
    }

    public NpgsqlDataSource DataSource { get; }

    public bool IsCut { get; private set; }

    /// <summary>The next commit is done and not answered.</summary>
    public bool LosesNextAnswer { get; set; }

    public void Cut()
    {
        IsCut = true;
        DataSource.Clear();
    }

    /// <summary>Whether somebody waits for a connection that is held up.</summary>
    public bool HoldsOne { get; private set; }

    /// <summary>The next connection is held up until <see cref="LetConnections"/>.</summary>
    public void HoldConnections()
    {
        DataSource.Clear();
        _let = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void LetConnections()
    {
        (var let, _let, HoldsOne) = (_let, null, false);
        let?.SetResult();
    }

    public void Mend() => IsCut = false;

    public void Reset()
    {
        IsCut = false;
        LosesNextAnswer = false;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel) => LosesNextAnswer;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!LosesNextAnswer || !formatter(state, exception).StartsWith(Committed, StringComparison.Ordinal))
            return;
        LosesNextAnswer = false;
        throw new NpgsqlException("The answer to the commit was lost (simulated).", new IOException());
    }

    public void Dispose()
    {
        // the data source goes with DisposeAsync; the factory holds nothing
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    private Task HeldUpAsync()
    {
        if (_let is null)
            return Task.CompletedTask;
        HoldsOne = true;
        return _let.Task;
    }

    private void ThrowIfCut()
    {
        if (IsCut)
            throw new NpgsqlException("The database cannot be reached (simulated).", new IOException());
    }
}
