using System.Net.Sockets;
using Npgsql;

namespace Antpath.Engine.Database;

/// <summary>
/// Tells a database that is away, restarting, failing over or full from a statement that is wrong. The driver calls most errors of a failover
/// permanent, and lets those of name resolution through as they are, so its own answer is not enough.
/// </summary>
public static class DatabaseTrouble
{
    /// <summary>Whether waiting may help: the same statement is right later.</summary>
    /// <param name="exception">What a statement or a connection threw.</param>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException e => e.SqlState is
            ['0', '8', ..]                      // connection
            or ['2', '5', '0', '0', '6']        // read only: not the primary any more
            or ['2', '5', 'P', '0', '3']        // this process stood still in a transaction, and the database ended it
            or ['4', '0', ..]                   // deadlock, serialization
            or ['5', '3', ..]                   // no room, no connection left
            or ['5', '5', 'P', '0', '3']        // lock not available
            or ['5', '7', ..]                   // shutting down, starting up, statement cancelled
            or ['5', '8', ..],                  // the disk, the system
        NpgsqlException { InnerException: AggregateException e } => e.InnerExceptions.Any(Is), // several hosts, and none of them will have us
        NpgsqlException e => e.IsTransient || e.InnerException is SocketException or IOException or TimeoutException || e.InnerException is null,
        SocketException or TimeoutException => true,
        _ => false,
    };
}
