using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a run.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<RunId>))]
public readonly record struct RunId(Guid Value) : IPrefixedId<RunId>
{
    /// <inheritdoc/>
    public static string Prefix => "run";

    /// <inheritdoc/>
    public static RunId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>run_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>run_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
