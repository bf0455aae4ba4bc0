using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a captured output object, or the capture failure that stands in its place.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<OutputId>))]
public readonly record struct OutputId(Guid Value) : IPrefixedId<OutputId>
{
    /// <inheritdoc/>
    public static string Prefix => "out";

    /// <inheritdoc/>
    public static OutputId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>out_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out OutputId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>out_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
