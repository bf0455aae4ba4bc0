using Antpath.Engine.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>
/// Wake-ups: a NOTIFY without payload that says "look". It may be lost and decides nothing; polling is the certainty. Sent after the commit it tells
/// of, by one connection, at most one in <see cref="Gap"/>: inside a transaction it would end group commit for the whole server.
/// </summary>
public sealed partial class RunWakeups(NpgsqlDataSource database, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<RunWakeups> log)
{
    /// <summary>The channel's name.</summary>
    public const string Channel = "antpath_wake";

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReconnectAfterMax = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource? _next;
    private bool _sending;

    /// <summary>Asks for a wake-up. Callers need not wait; many calls share one NOTIFY.</summary>
    /// <returns>Ends when a NOTIFY sent after this call has gone out, or could not; never faults.</returns>
    public Task NotifyAsync()
    {
        lock (_gate)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_sending)
            {
                _sending = true;
                _ = Task.Run(SendAllAsync);
            }

            return _next.Task;
        }
    }

    /// <summary>Listens until cancelled, on a connection of its own, and reconnects when it is lost.</summary>
    /// <param name="onWakeup">Called for each wake-up, and once after each (re)connection, since some may have been missed. Must not block.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    public async Task ListenAsync(Action onWakeup, CancellationToken cancellationToken)
    {
        var pause = ReconnectAfter;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(AntpathDatabase.ListenConnectionString(options.Value));
                await connection.OpenAsync(cancellationToken);
                connection.Notification += (_, _) => onWakeup();
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(cancellationToken);
                onWakeup();
                pause = ReconnectAfter;
                while (true)
                    await connection.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (DatabaseTrouble.Is(e) || e is NpgsqlException or IOException)
            {
                Log.ListenLost(log, pause, e);
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < ReconnectAfterMax ? pause * 2 : ReconnectAfterMax;
            }
        }
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            TaskCompletionSource asked;
            lock (_gate)
            {
                if (_next is null)
                {
                    _sending = false;
                    return;
                }

                asked = _next;
                _next = null;
            }

            await SendAsync();
            asked.SetResult();
            await Task.Delay(Gap, time);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await using var command = database.CreateCommand($"notify {Channel}");
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            Log.NotifyLost(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1201, Level = LogLevel.Debug, Message = "A wake-up was not sent; workers find the run by polling")]
        public static partial void NotifyLost(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "Listening for wake-ups broke off; polling goes on, next try in {Pause}")]
        public static partial void ListenLost(ILogger logger, TimeSpan pause, Exception exception);
    }
}
