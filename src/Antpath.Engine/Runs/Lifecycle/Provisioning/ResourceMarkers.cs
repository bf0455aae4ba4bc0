using Antpath.Engine.Providers;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>Markers of what runs create: deterministic, so that a search needs no memory.</summary>
internal sealed class ResourceMarkers(InstallationOptions installation)
{
    public ResourceMarker For(RunId run, JournalEntry entry) => new()
    {
        Installation = installation.Installation,
        Run = run.ToString(),
        LocalKey = entry.LocalKey,
        Attempt = entry.AttemptNumber,
        Try = entry.Try,
    };
}
