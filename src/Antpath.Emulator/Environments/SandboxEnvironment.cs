using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Environments;

/// <summary>An environment (§8); called so because <c>Environment</c> is the process's own.</summary>
internal sealed class SandboxEnvironment(string id, long sequence, DateTimeOffset createdAt) : IStored
{
    public string Id { get; } = id;

    public long Sequence { get; } = sequence;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public DateTimeOffset? ArchivedAt { get; set; }

    public required string Name { get; set; }

    public required string? Description { get; set; }

    /// <summary>Resolved (§8.1).</summary>
    public required JsonElement Config { get; set; }

    public required IReadOnlyDictionary<string, string> Metadata { get; set; }

    public string Label => Name;

    public bool Cloud => Config.GetProperty("type").GetString() == "cloud";

    public JsonObject Render() => new()
    {
        ["id"] = Id,
        ["type"] = "environment",
        ["name"] = Name,
        ["description"] = Description,
        ["config"] = JsonText.Node(Config),
        ["metadata"] = JsonText.Map(Metadata),
        ["scope"] = "organization",
        ["created_at"] = Timestamps.Write(CreatedAt),
        ["updated_at"] = Timestamps.Write(UpdatedAt),
        ["archived_at"] = Timestamps.Write(ArchivedAt),
    };
}
