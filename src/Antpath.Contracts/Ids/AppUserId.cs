using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a person known to Antpath.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<AppUserId>))]
public readonly record struct AppUserId(Guid Value) : IPrefixedId<AppUserId>
{
    /// <inheritdoc/>
    public static string Prefix => "usr";

    /// <inheritdoc/>
    public static AppUserId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>usr_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out AppUserId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>usr_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
