using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a search at the provider that a user asked for.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<ProviderSweepId>))]
public readonly record struct ProviderSweepId(Guid Value) : IPrefixedId<ProviderSweepId>
{
    /// <inheritdoc/>
    public static string Prefix => "swp";

    /// <inheritdoc/>
    public static ProviderSweepId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>swp_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProviderSweepId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>swp_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
