using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>Markers and names of what runs create: deterministic, so that a search needs no memory.</summary>
internal sealed class ResourceNames(InstallationOptions installation)
{
    private const int NameCharsMax = 255;

    public ResourceMarker Marker(string run, string localKey, int attempt, int tryNumber) => new()
    {
        Installation = installation.Installation,
        Run = run,
        LocalKey = localKey,
        Attempt = attempt,
        Try = tryNumber,
    };

    /// <summary>The name shown in the journal.</summary>
    public static string Name(ResourceMarker marker)
    {
        var name = $"{marker.Run}-{marker.Attempt}-{marker.Try}-{marker.LocalKey}";
        return name.Length <= NameCharsMax ? name : name[..NameCharsMax];
    }
}
