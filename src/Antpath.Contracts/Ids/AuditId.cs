using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a line of the audit trail.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<AuditId>))]
public readonly record struct AuditId(Guid Value) : IPrefixedId<AuditId>
{
    /// <inheritdoc/>
    public static string Prefix => "aud";

    /// <inheritdoc/>
    public static AuditId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>aud_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out AuditId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>aud_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
