using System.Text.Json;
using Antpath.Ids;

namespace Antpath.Runs;

/// <summary>Metadata of one event of a run: of the provider's session, or of Antpath's own lifecycle.</summary>
public sealed record EventView
{
    /// <summary>The event's id.</summary>
    public required EventId Id { get; init; }

    /// <summary>Position in the run's event log, from 1, without gaps. <c>after=</c> takes the <see cref="Cursor"/> of the last one seen.</summary>
    public required long Sequence { get; init; }

    /// <summary>Opaque place to continue reading from.</summary>
    public required string Cursor { get; init; }

    /// <summary><c>provider</c> or <c>antpath</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's event type, or one of Antpath's: <c>run.status_changed</c>, <c>run.output_captured</c>, ….</summary>
    public required string Type { get; init; }

    /// <summary>Which attempt it belongs to, from 1; null when to none.</summary>
    public int? Attempt { get; init; }

    /// <summary>When it happened: the provider's time for provider events, the database's otherwise.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Redacted facts, a flat object of names, numbers and booleans; null when there are none.</summary>
    public JsonElement? Summary { get; init; }

    /// <summary>Usage this event reports, or null.</summary>
    public UsageTotals? Usage { get; init; }
}
