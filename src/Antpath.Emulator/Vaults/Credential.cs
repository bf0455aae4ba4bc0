using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary>A credential (§9.2). Its secret is write-only: no response, log or admin answer shows it.</summary>
internal sealed class Credential(string id, string vaultId, long sequence, DateTimeOffset createdAt)
{
    public string Id { get; } = id;

    public string VaultId { get; } = vaultId;

    public long Sequence { get; } = sequence;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>What it counts for in its vault.</summary>
    public required long HeldBytes { get; set; }

    public required string? DisplayName { get; set; }

    public required IReadOnlyDictionary<string, string> Metadata { get; set; }

    public required CredentialAuth Auth { get; set; }

    public void Archive(DateTimeOffset now)
    {
        if (ArchivedAt is not null)
            return;
        ArchivedAt = now;
        Auth = Auth with { Secret = null }; // purged; the key stays visible (§9.3)
    }

    public JsonObject Render()
    {
        var body = new JsonObject
        {
            ["id"] = Id,
            ["type"] = "vault_credential",
            ["vault_id"] = VaultId,
            ["metadata"] = JsonText.Map(Metadata),
            ["auth"] = JsonText.Node(Auth.Shown),
            ["created_at"] = Timestamps.Write(CreatedAt),
            ["updated_at"] = Timestamps.Write(UpdatedAt),
            ["archived_at"] = Timestamps.Write(ArchivedAt),
        };
        if (DisplayName is not null)
            body["display_name"] = DisplayName;
        return body;
    }
}
