using Antpath.Engine.Providers;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>A resource of the scripted provider.</summary>
internal sealed record ScriptedResource(string Type, string Id, ResourceMarker Marker)
{
    public DateTimeOffset CreatedAt { get; set; } = DateTimeOffset.UnixEpoch;

    public bool Gone { get; set; }

    public bool Archived { get; set; }
}
