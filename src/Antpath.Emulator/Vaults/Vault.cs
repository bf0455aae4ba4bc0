using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary>A vault and its credentials (§9). Deleting it removes them at once.</summary>
internal sealed class Vault(string id, long sequence, DateTimeOffset createdAt) : IStored
{
    private readonly List<Credential> _credentials = [];

    public string Id { get; } = id;

    public long Sequence { get; } = sequence;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public DateTimeOffset? ArchivedAt { get; set; }

    public required string DisplayName { get; set; }

    public required IReadOnlyDictionary<string, string> Metadata { get; set; }

    public string Label => DisplayName;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Credential> Credentials => _credentials;

    public Credential Credential(string credentialId) =>
        _credentials.Find(credential => credential.Id == credentialId) ?? throw RefusedException.NotFound("credential", credentialId);

    public void Add(Credential credential) => _credentials.Add(credential);

    public void Remove(Credential credential) => _credentials.Remove(credential);

    public JsonObject Render() => new()
    {
        ["id"] = Id,
        ["type"] = "vault",
        ["display_name"] = DisplayName,
        ["metadata"] = JsonText.Map(Metadata),
        ["created_at"] = Timestamps.Write(CreatedAt),
        ["updated_at"] = Timestamps.Write(UpdatedAt),
        ["archived_at"] = Timestamps.Write(ArchivedAt),
    };
}
