using Microsoft.Extensions.Primitives;

namespace Antpath.Emulator.Transport;

/// <summary>The <c>anthropic-beta</c> header: several names in one header, comma separated (§1.2).</summary>
internal sealed class BetaHeader
{
    public const string ManagedAgentsName = "managed-agents-2026-04-01";

    private const string AgentMemoryName = "agent-memory-2026-07-22";
    private const int NamesMax = 16;

    // These two would switch the response back to an old shape (§1.2); never sending them is a rule for clients, so they are refused loudly.
    private static readonly string[] Refused = ["files-api-2025-04-14", "skills-2025-10-02"];

    private BetaHeader(bool managedAgents) => ManagedAgents = managedAgents;

    public bool ManagedAgents { get; }

    public static BetaHeader Read(StringValues header)
    {
        string[] names = header.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > NamesMax)
            throw RefusedException.Invalid($"anthropic-beta: at most {NamesMax} names");
        foreach (string name in names)
        {
            if (Refused.Contains(name))
                throw RefusedException.Invalid($"anthropic-beta: {name} selects a retired response shape, which the emulator does not serve; remove it");
            if (name is not (ManagedAgentsName or AgentMemoryName))
                throw RefusedException.Invalid($"anthropic-beta: unexpected value {Short(name)}");
        }
        if (names.Contains(AgentMemoryName) && names.Contains(ManagedAgentsName))
            throw RefusedException.Invalid($"anthropic-beta: {AgentMemoryName} replaces {ManagedAgentsName}; send one of them");
        return new BetaHeader(names.Contains(ManagedAgentsName));
    }

    private static string Short(string name) => name.Length <= 64 ? name : name[..64];
}
