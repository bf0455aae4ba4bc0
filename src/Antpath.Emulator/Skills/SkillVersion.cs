using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Skills;

/// <summary>One full snapshot of a skill (§10).</summary>
/// <param name="Archive">All files as one zip, as <c>…/content</c> serves it.</param>
internal sealed record SkillVersion(string Id, string SkillId, long Sequence, string Name, string Description, byte[] Archive, DateTimeOffset CreatedAt)
{
    public JsonObject Render() => new()
    {
        ["id"] = Id,
        ["type"] = "skill_version",
        ["skill_id"] = SkillId,
        ["name"] = Name,
        ["description"] = Description,
        ["created_at"] = Timestamps.Write(CreatedAt),
    };
}
