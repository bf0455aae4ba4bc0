using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Database;

/// <summary>How to reach PostgreSQL. Section <c>Antpath:Database</c>, environment <c>ANTPATH_DATABASE_…</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Database";

    /// <summary>Server, database and credentials: <c>postgres://user:password@host:port/database</c> or Npgsql's key=value form. Required.</summary>
    public string Url { get; set; } = "";

    /// <summary>For migrations, when they need a more powerful user or a connection without a pooler. Default: <see cref="Url"/>.</summary>
    public string? MigrationUrl { get; set; }

    /// <summary>For LISTEN, which no transaction pooler carries. Default: <see cref="Url"/>.</summary>
    public string? ListenUrl { get; set; }

    /// <summary>Connections this process may hold. Default 40, 2 to 1000.</summary>
    [Range(2, 1000)]
    public int PoolMax { get; set; } = 40;

    /// <summary>Seconds to wait for a connection. Default 10, 1 to 120.</summary>
    [Range(1, 120)]
    public int ConnectSeconds { get; set; } = 10;

    /// <summary>Seconds a statement may take. Default 30, 1 to 600.</summary>
    [Range(1, 600)]
    public int StatementSeconds { get; set; } = 30;

    /// <summary>
    /// Whether <see cref="Url"/> leads through a pooler in transaction mode (PgBouncer, Supavisor): nothing is prepared and no session setting is
    /// relied on. Default false.
    /// </summary>
    public bool TransactionPooler { get; set; }
}
