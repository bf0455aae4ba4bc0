using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies one attempt of a run.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<AttemptId>))]
public readonly record struct AttemptId(Guid Value) : IPrefixedId<AttemptId>
{
    /// <inheritdoc/>
    public static string Prefix => "att";

    /// <inheritdoc/>
    public static AttemptId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>att_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out AttemptId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>att_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
