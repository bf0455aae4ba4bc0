namespace Antpath.LocalPostgres;

/// <summary>Where a local PostgreSQL lives and how much it may lose. Only <see cref="Folder"/> is required.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// Holds the data (<c>data/</c>), the superuser's password (<c>password</c>, readable by its owner only) and the lock that lets one process at a time
    /// use it. Created when missing. For root every parent folder must be traversable by other users, since PostgreSQL refuses to run as root.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>
    /// A server somebody else runs, as <c>postgres://user:password@host:port/database</c> or an Npgsql connection string. Nothing is started then and
    /// <see cref="Folder"/> stays untouched. Default: none.
    /// </summary>
    public string? ServerUrl { get; init; }

    /// <summary>TCP port on 127.0.0.1, 1 to 65535, or 0 for any free one. Default: 0.</summary>
    public int Port { get; init; }

    /// <summary>True: committed data survives a power cut (fsync on). False, for tests only: it does not, and everything is faster. Default: true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Connections the server accepts at once, 10 to 1000. Default: 100, PostgreSQL's own.</summary>
    public int ConnectionsMax { get; init; } = 100;

    /// <summary>How long one command (initdb, start, stop) may take. Default: 60 seconds.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long fetching the PostgreSQL archive may take. Default: 5 minutes.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Told what is happening, one short sentence each, for the steps a person would notice. Default: nobody is told.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Clock of waits and timeouts. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
