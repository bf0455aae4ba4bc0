using System.Text.Json.Nodes;

namespace Antpath.Emulator.Snapshots;

/// <param name="Gap">Time since the event before it.</param>
/// <param name="Fields">Everything but <c>id</c>, <c>type</c> and <c>processed_at</c>.</param>
internal sealed record RecordedEvent(string Id, string Type, TimeSpan Gap, JsonObject Fields);
