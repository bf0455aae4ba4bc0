using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies an event of a run.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<EventId>))]
public readonly record struct EventId(Guid Value) : IPrefixedId<EventId>
{
    /// <inheritdoc/>
    public static string Prefix => "evt";

    /// <inheritdoc/>
    public static EventId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>evt_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>evt_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
