using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies an API token (never the token itself).</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<ApiTokenId>))]
public readonly record struct ApiTokenId(Guid Value) : IPrefixedId<ApiTokenId>
{
    /// <inheritdoc/>
    public static string Prefix => "tok";

    /// <inheritdoc/>
    public static ApiTokenId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>tok_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ApiTokenId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>tok_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
