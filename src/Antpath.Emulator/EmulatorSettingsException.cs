namespace Antpath.Emulator;

/// <summary>A setting is unknown, unreadable or out of its range; the message names it and what it may be.</summary>
public sealed class EmulatorSettingsException(string message, Exception? inner = null) : Exception(message, inner);
