namespace Antpath.Engine.Providers;

/// <summary>A provider session as one read shows it.</summary>
public sealed record SessionSnapshot
{
    /// <summary><c>idle</c>, <c>running</c>, <c>rescheduling</c>, <c>terminated</c>, or a value we do not know yet.</summary>
    public required string Status { get; init; }

    /// <summary>Whether the session was archived, by us or by somebody else.</summary>
    public required bool Archived { get; init; }

    /// <summary>The agent the session runs, id and version, for the check before the first message.</summary>
    public required CreatedResource Agent { get; init; }

    /// <summary>The environment the session runs in.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The vaults attached.</summary>
    public required IReadOnlyList<string> VaultIds { get; init; }

    /// <summary>
    /// Names of enabled tools or toolsets of the session's own agent snapshot whose resolved policy is anything but <c>always_allow</c>, or that the
    /// client would have to execute. Must be empty before the first message (provider contract §7.5).
    /// </summary>
    public required IReadOnlyList<string> ToolsThatCouldAsk { get; init; }

    /// <summary>Cumulative usage, or null when the provider reported none.</summary>
    public ProviderUsage? Usage { get; init; }
}
