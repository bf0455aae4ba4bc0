using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Identifies a workspace, the tenant boundary.</summary>
/// <param name="Value">The UUID as the database keeps it.</param>
[JsonConverter(typeof(PrefixedIdJsonConverter<WorkspaceId>))]
public readonly record struct WorkspaceId(Guid Value) : IPrefixedId<WorkspaceId>
{
    /// <inheritdoc/>
    public static string Prefix => "wks";

    /// <inheritdoc/>
    public static WorkspaceId From(Guid value) => new(value);

    /// <summary>Reads the text form <c>wks_…</c>.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is such an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out WorkspaceId id) => PrefixedId.TryParse(text, out id);

    /// <summary>The text form <c>wks_…</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PrefixedId.Format(this);
}
