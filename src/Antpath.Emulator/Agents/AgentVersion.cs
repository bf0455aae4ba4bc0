namespace Antpath.Emulator.Agents;

/// <summary>One immutable version (§6.5), numbered from 1.</summary>
internal sealed record AgentVersion(int Number, AgentConfiguration Configuration, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset At);
