namespace Antpath.Emulator.Sessions;

/// <summary>A tool call that waits for the client.</summary>
/// <param name="Asked">True when it waits for a confirmation, false when for the result of a custom tool.</param>
internal sealed record PendingCall(string EventId, bool Asked);
