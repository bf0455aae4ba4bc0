using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>An agent with all its versions. It can be archived and never deleted (§6.5).</summary>
internal sealed class Agent(string id, long sequence, AgentVersion first) : IStored
{
    private readonly List<AgentVersion> _versions = [first];

    public string Id { get; } = id;

    public long Sequence { get; } = sequence;

    public DateTimeOffset CreatedAt { get; } = first.At;

    public DateTimeOffset? ArchivedAt { get; set; }

    public string Label => Latest.Configuration.Name;

    public IReadOnlyDictionary<string, string> Metadata => Latest.Metadata;

    public AgentVersion Latest => _versions[^1];

    public IReadOnlyList<AgentVersion> Versions => _versions;

    public void Add(AgentVersion version) => _versions.Add(version);

    public AgentVersion Version(int number) => number <= _versions.Count && number > 0
        ? _versions[number - 1]
        : throw RefusedException.Missing($"agent {Id} has no version {number}");

    public JsonObject Render(AgentVersion version)
    {
        var body = new JsonObject { ["id"] = Id, ["type"] = "agent", ["version"] = version.Number };
        version.Configuration.WriteTo(body);
        body["metadata"] = JsonText.Map(version.Metadata);
        body["created_at"] = Timestamps.Write(CreatedAt);
        body["updated_at"] = Timestamps.Write(version.At);
        body["archived_at"] = Timestamps.Write(ArchivedAt);
        return body;
    }
}
