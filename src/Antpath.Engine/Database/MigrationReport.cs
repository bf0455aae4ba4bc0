namespace Antpath.Engine.Database;

/// <summary>What a migration run found and did.</summary>
public sealed record MigrationReport
{
    /// <summary>The schema version before; 0 for an empty database.</summary>
    public required int FromVersion { get; init; }

    /// <summary>The schema version now.</summary>
    public required int Version { get; init; }

    /// <summary>The migrations that ran, in order; empty when there was nothing to do.</summary>
    public required IReadOnlyList<AppliedMigration> Applied { get; init; }
}
