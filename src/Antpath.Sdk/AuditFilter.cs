using Antpath.Ids;

namespace Antpath;

/// <summary>Which lines of the audit trail to read. Conditions that are set must all hold; an empty filter reads every line.</summary>
public sealed record AuditFilter
{
    /// <summary>An action such as <c>run.cancel</c>, or a noun with its dot, such as <c>member.</c>, for all that was done to it.</summary>
    public string? Action { get; init; }

    /// <summary>Who did it, themselves or with a token of theirs.</summary>
    public AppUserId? AppUser { get; init; }

    /// <summary>Not before this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? Until { get; init; }
}
