namespace Antpath.Engine.Providers;

/// <summary>What a session is created from: ids of resources that exist already.</summary>
public sealed record SessionStart
{
    /// <summary>The agent's id and pinned version.</summary>
    public required CreatedResource Agent { get; init; }

    /// <summary>The environment's id.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The vault's id, or null when no server needs a credential.</summary>
    public string? VaultId { get; init; }

    /// <summary>Uploaded input files by their path inside the session.</summary>
    public required IReadOnlyDictionary<string, string> FileIdsByPath { get; init; }

    /// <summary>Budget in US cents, or null for none. Cannot be added later.</summary>
    public long? BudgetCents { get; init; }
}
