using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>What an agent version says, with every default resolved (§6.2). Immutable: sessions share it as their snapshot.</summary>
internal sealed record AgentConfiguration
{
    public required string Name { get; init; }

    public required string? Description { get; init; }

    public required string? System { get; init; }

    public required JsonElement Model { get; init; }

    public required JsonElement Tools { get; init; }

    public required JsonElement McpServers { get; init; }

    public required JsonElement Skills { get; init; }

    public required JsonElement ExecutionIdentity { get; init; }

    public string ModelId => Model.GetProperty("id").GetString()!;

    /// <summary>Adds the members that agents and the snapshots inside sessions have in common.</summary>
    public JsonObject WriteTo(JsonObject target)
    {
        target["name"] = Name;
        target["description"] = Description;
        target["model"] = JsonText.Node(Model);
        target["system"] = System;
        target["tools"] = JsonText.Node(Tools);
        target["mcp_servers"] = JsonText.Node(McpServers);
        target["skills"] = JsonText.Node(Skills);
        target["multiagent"] = null;
        target["execution_identity"] = JsonText.Node(ExecutionIdentity);
        return target;
    }

    /// <summary>Whether both say the same: an update that changes nothing makes no version (§6.5).</summary>
    public bool SameAs(AgentConfiguration other) =>
        Name == other.Name && Description == other.Description && System == other.System
        && JsonElement.DeepEquals(Model, other.Model) && JsonElement.DeepEquals(Tools, other.Tools)
        && JsonElement.DeepEquals(McpServers, other.McpServers) && JsonElement.DeepEquals(Skills, other.Skills)
        && JsonElement.DeepEquals(ExecutionIdentity, other.ExecutionIdentity);
}
