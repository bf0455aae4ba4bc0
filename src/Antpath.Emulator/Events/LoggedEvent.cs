using System.Text.Json;

namespace Antpath.Emulator.Events;

/// <summary>One event as it is stored and listed (§13.2).</summary>
/// <param name="Position">Its place in the log; queued events stand behind everything.</param>
/// <param name="ProcessedAt">Null while queued.</param>
internal sealed record LoggedEvent(long Position, string Id, string Type, DateTimeOffset? ProcessedAt, JsonElement Json);
