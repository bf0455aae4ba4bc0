using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a journal entry: one intended or created provider resource.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<ResourceId>))]
public readonly record struct ResourceId(Guid Value) : IPrefixedId<ResourceId>
{
    /// <inheritdoc/>
    public static string Prefix => "res";

    /// <inheritdoc/>
    public static ResourceId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>res_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>res_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
