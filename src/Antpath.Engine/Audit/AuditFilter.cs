using Antpath.Ids;

namespace Antpath.Engine.Audit;

/// <summary>Which lines of the audit trail are looked for. What is null does not matter.</summary>
public sealed record AuditFilter
{
    /// <summary>What was done: a whole action, or a noun with its dot for all that was done to it (<c>member.</c>).</summary>
    public string? Action { get; init; }

    /// <summary>Who did it.</summary>
    public AppUserId? AppUser { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? Until { get; init; }
}
