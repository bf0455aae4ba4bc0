namespace Antpath.Emulator.Transport;

/// <summary>Which beta header a family of endpoints wants (§1.2).</summary>
internal enum ApiFamily
{
    /// <summary>Files, skills, models: generally available.</summary>
    Open,

    /// <summary>Exists only for callers that send the managed-agents beta header; 404 for all others.</summary>
    ManagedAgents,
}
