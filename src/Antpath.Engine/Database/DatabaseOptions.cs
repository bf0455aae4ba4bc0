using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Database;

/// <summary>How to reach PostgreSQL. Section <c>Antpath:Database</c>, environment <c>ANTPATH_DATABASE_…</c>.</summary>
public sealed class DatabaseOptions : IValidatableObject
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
    /// Seconds after which the database ends a transaction whose process stands still between two statements, and so lets go of what it locked: a frozen
    /// worker must not keep others from its runs. Default 5, 1 to 60. A transaction pooler does not carry it: set it on the database users there.
    /// </summary>
    [Range(1, 60)]
    public int IdleTransactionSeconds { get; set; } = 5;

    /// <summary>
    /// Whether <see cref="Url"/> leads through a pooler in transaction mode (PgBouncer, Supavisor): nothing is prepared and no session setting is
    /// relied on. Default false.
    /// </summary>
    public bool TransactionPooler { get; set; }

    /// <summary>What <c>antpath-server migrate</c> does about roles: <c>create</c> them where it may and print the rest, <c>print</c> only, or <c>none</c>. Default create.</summary>
    [RegularExpression("^(create|print|none)$", ErrorMessage = "write create, print or none")]
    public string Roles { get; set; } = "create";

    /// <summary>The role of processes that answer the API: <see cref="Url"/>'s user, or one it is a member of. Default antpath_server.</summary>
    [Required, RegularExpression("^[a-z_][a-z0-9_]{0,62}$")]
    public string ServerRole { get; set; } = "antpath_server";

    /// <summary>The role of workers, likewise. Default antpath_worker.</summary>
    [Required, RegularExpression("^[a-z_][a-z0-9_]{0,62}$")]
    public string WorkerRole { get; set; } = "antpath_worker";

    /// <summary>
    /// Whether each connection takes on its process's role, for a deployment with one database user that is a member of both. Not through a transaction
    /// pooler, and not for a process that is API and worker at once. Default false.
    /// </summary>
    public bool AssumeRole { get; set; }

    /// <summary>Set by the host: what kind of process this is, so that it knows its role. Null for tools, which take on none.</summary>
    public string? ProcessRole { get; private set; }

    /// <summary>Says what kind of process this is.</summary>
    /// <param name="role"><see cref="ServerRole"/> or <see cref="WorkerRole"/>.</param>
    public void RunsAs(string role) => ProcessRole = role;

    /// <summary>A value of <see cref="Roles"/>: say only what lacks.</summary>
    internal const string PrintRoles = "print";

    /// <summary>Whether roles, their grants and policies are wanted at all.</summary>
    internal bool MakesRoles => Roles != "none";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AssumeRole && TransactionPooler)
            yield return new ValidationResult("cannot be used through a transaction pooler: give each process a database user of its own.", [nameof(AssumeRole)]);
        if (ServerRole == WorkerRole)
            yield return new ValidationResult("must not be the server's role.", [nameof(WorkerRole)]);
    }
}
