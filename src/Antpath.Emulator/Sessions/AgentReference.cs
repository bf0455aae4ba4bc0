using System.Text.Json;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>The three ways a session names its agent (§12.1), resolved to a snapshot.</summary>
internal sealed record AgentReference(string AgentId, int Version, AgentConfiguration Configuration)
{
    public static AgentReference Read(JsonFields body, Organization organization)
    {
        JsonElement value = body.Value("agent") ?? throw body.Wrong("agent", "is required");
        if (value.ValueKind == JsonValueKind.String)
            return Resolve(body, "agent", value.GetString()!, null, organization);

        JsonFields agent = body.RequiredChild("agent");
        string type = agent.RequiredOneOf("type", "agent", "agent_with_overrides");
        string id = agent.RequiredText("id", 1, 256);
        AgentReference reference = Resolve(agent, "id", id, (int?)agent.Number("version", 1, int.MaxValue), organization);
        if (type == "agent_with_overrides")
            reference = reference with { Configuration = AgentRules.ReadOverrides(agent, reference.Configuration, organization) };
        agent.RefuseUnknown();
        return reference;
    }

    private static AgentReference Resolve(JsonFields body, string field, string id, int? version, Organization organization)
    {
        if (!organization.Agents.TryGet(id, out Agent? agent))
            throw body.Missing(field, "agent", id); // codes are undocumented (§17.12)
        if (agent.ArchivedAt is not null)
            throw body.Wrong(field, $"agent {id} is archived");
        if (version > agent.Latest.Number)
            throw body.Missing("version", $"version of agent {id}", $"{version}");
        AgentVersion resolved = version is { } number ? agent.Version(number) : agent.Latest;
        return new AgentReference(id, resolved.Number, resolved.Configuration);
    }
}
