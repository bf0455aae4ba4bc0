namespace Antpath.Emulator.Faults;

/// <summary>A fault wants the connection cut now, without an answer.</summary>
internal sealed class FaultDropException() : Exception("the connection is cut on purpose");
