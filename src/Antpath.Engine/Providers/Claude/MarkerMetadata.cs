using System.Globalization;
using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>The marker as metadata: five short pairs, well under the provider's 16 pairs of 64 and 512 characters (provider contract §6.1).</summary>
internal static class MarkerMetadata
{
    private const string Installation = "antpath_installation";
    private const string Run = "antpath_run";
    private const string Key = "antpath_key";
    private const string Attempt = "antpath_attempt";
    private const string Try = "antpath_try";

    public static IReadOnlyDictionary<string, string> Of(ResourceMarker marker) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Installation] = marker.Installation,
        [Run] = marker.Run,
        [Key] = marker.LocalKey,
        [Attempt] = marker.Attempt.ToString(CultureInfo.InvariantCulture),
        [Try] = marker.Try.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The local key that a listed object bears, whosever it is, or null.</summary>
    public static string? LocalKeyOf(JsonElement resource) => resource.Member("metadata")?.Text(Key);

    /// <summary>Reads the marker of a listed object.</summary>
    /// <param name="resource">The object; its <c>metadata</c> is looked at.</param>
    /// <param name="sought">Installation, run and local key must be exactly these.</param>
    /// <returns>The marker with the attempt and try found, or null when the object is another's or not ours at all.</returns>
    public static ResourceMarker? Read(JsonElement resource, ResourceMarker sought)
    {
        if (resource.Member("metadata") is not { } metadata)
            return null;

        var ours = metadata.Text(Installation) == sought.Installation && metadata.Text(Run) == sought.Run && metadata.Text(Key) == sought.LocalKey;
        return ours && int.TryParse(metadata.Text(Attempt), out var attempt) && int.TryParse(metadata.Text(Try), out var tried)
            ? sought with { Attempt = attempt, Try = tried }
            : null;
    }

    /// <summary>Reads the marker of a listed object, whatever the run.</summary>
    /// <param name="resource">The object; its <c>metadata</c> is looked at.</param>
    /// <param name="installation">Must be exactly this.</param>
    /// <returns>The marker, or null when the object is another installation's or none of ours.</returns>
    public static ResourceMarker? ReadOwned(JsonElement resource, string installation)
    {
        if (resource.Member("metadata") is not { } metadata || metadata.Text(Installation) != installation)
            return null;

        var whole = metadata.Text(Run) is { Length: > 0 and <= 64 } & metadata.Text(Key) is { Length: > 0 };
        return whole && int.TryParse(metadata.Text(Attempt), out var attempt) && int.TryParse(metadata.Text(Try), out var tried)
            ? new ResourceMarker { Installation = installation, Run = metadata.Text(Run)!, LocalKey = metadata.Text(Key)!, Attempt = attempt, Try = tried }
            : null;
    }
}
