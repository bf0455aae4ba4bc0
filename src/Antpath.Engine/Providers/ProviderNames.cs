using System.Security.Cryptography;
using System.Text;

namespace Antpath.Engine.Providers;

/// <summary>
/// The deterministic names that created resources bear at the provider, for people and for the search after a lost answer. Each try has a name of
/// its own, so that a late duplicate stays recognisable and a unique name never stands in the way of the next try.
/// </summary>
public static class ProviderNames
{
    private const string Mark = "ap1";
    private const char Separator = '~';

    /// <summary>The name for a resource, at most 200 characters of letters, digits, '-', '.', '_' and '~'.</summary>
    /// <param name="resourceType">A value of <see cref="ProviderResourceType"/>.</param>
    /// <param name="marker">Whose it is.</param>
    /// <returns>
    /// Skills and files have no metadata, their name is the marker itself (provider contract §15): <c>ap1~installation~run~attempt~try~key</c>. Others
    /// read <c>antpath-run-key-attempt-try</c>.
    /// </returns>
    public static string For(string resourceType, ResourceMarker marker) => resourceType is ProviderResourceType.Skill or ProviderResourceType.File
        ? string.Join(Separator, Mark, marker.Installation, marker.Run, marker.Attempt, marker.Try, KeyWord(marker.LocalKey))
        : $"antpath-{marker.Run}-{KeyWord(marker.LocalKey)}-{marker.Attempt}-{marker.Try}";

    /// <summary>Reads a name of a skill or file back.</summary>
    /// <param name="name">The name as listed, or null.</param>
    /// <param name="sought">Whose resource is looked for: installation, run and local key must be these.</param>
    /// <returns>The marker with the attempt and try found, or null when the name is another's or not ours at all.</returns>
    public static ResourceMarker? Read(string? name, ResourceMarker sought)
    {
        var parts = name?.Split(Separator) ?? [];
        var ours = parts.Length == 6
            && parts[0] == Mark
            && parts[1] == sought.Installation
            && parts[2] == sought.Run
            && parts[5] == KeyWord(sought.LocalKey);
        return ours && int.TryParse(parts[3], out var attempt) && int.TryParse(parts[4], out var tried)
            ? sought with { Attempt = attempt, Try = tried }
            : null;
    }

    /// <summary>Reads a name of a skill or file back, whatever the run.</summary>
    /// <param name="name">The name as listed, or null.</param>
    /// <param name="installation">Must be exactly this.</param>
    /// <returns>The marker, with the name's form of the local key; null when the name is another installation's or none of ours.</returns>
    public static ResourceMarker? ReadOwned(string? name, string installation)
    {
        var parts = name?.Split(Separator) ?? [];
        return parts.Length == 6 && parts[0] == Mark && parts[1] == installation && parts[2].Length is > 0 and <= 64
            && int.TryParse(parts[3], out var attempt) && int.TryParse(parts[4], out var tried)
            ? new ResourceMarker { Installation = installation, Run = parts[2], LocalKey = parts[5], Attempt = attempt, Try = tried }
            : null;
    }

    // a key may be a path of any length: what can be read of it, and enough of its hash to tell it from every other
    private static string KeyWord(string localKey)
    {
        Span<char> readable = stackalloc char[Math.Min(localKey.Length, 40)];
        for (var i = 0; i < readable.Length; i++)
            readable[i] = char.IsAsciiLetterOrDigit(localKey[i]) || localKey[i] is '.' or '_' ? localKey[i] : '-';

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(localKey)).AsSpan(0, 6));
        return $"{readable}.{hash}";
    }
}
