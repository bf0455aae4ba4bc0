using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Skills;

/// <summary>An uploaded skill with its versions (§10). Skills carry no metadata: the display name is the only marker.</summary>
internal sealed class Skill(string id, long sequence, string displayName, SkillVersion first) : IStored
{
    private readonly List<SkillVersion> _versions = [first];

    public string Id { get; } = id;

    public long Sequence { get; } = sequence;

    public DateTimeOffset CreatedAt { get; } = first.CreatedAt;

    public DateTimeOffset? ArchivedAt => null;

    public string Label { get; } = displayName;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The slug, the same in every version.</summary>
    public string Name { get; } = first.Name;

    public IReadOnlyList<SkillVersion> Versions => _versions;

    public void Add(SkillVersion version) => _versions.Add(version);

    public void Remove(SkillVersion version) => _versions.Remove(version);

    public bool Has(string versionId) => versionId == "latest" || _versions.Exists(version => version.Id == versionId);

    public SkillVersion Version(string versionId)
    {
        SkillVersion? found = versionId == "latest" ? _versions[^1] : _versions.Find(version => version.Id == versionId);
        return found ?? throw RefusedException.NotFound("skill version", versionId);
    }

    public JsonObject Render() => new()
    {
        ["id"] = Id,
        ["type"] = "skill",
        ["display_name"] = Label,
        ["latest_version_id"] = _versions[^1].Id,
        ["source"] = new JsonObject { ["type"] = "custom" },
        ["created_at"] = Timestamps.Write(CreatedAt),
        ["updated_at"] = Timestamps.Write(_versions[^1].CreatedAt),
    };
}
