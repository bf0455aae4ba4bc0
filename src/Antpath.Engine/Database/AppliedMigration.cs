namespace Antpath.Engine.Database;

/// <summary>One migration that ran.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Name">Its file name without extension.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record AppliedMigration(int Version, string Name, TimeSpan Elapsed);
