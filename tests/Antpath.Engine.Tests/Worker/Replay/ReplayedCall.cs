namespace Antpath.Engine.Tests.Worker.Replay;

/// <summary>A call as the emulator saw it.</summary>
/// <param name="Retries">The SDK's own count of retries.</param>
/// <param name="Fault">What it suffered, or null.</param>
internal sealed record ReplayedCall(string Method, string Path, int Status, int Retries, string? Fault);
