using System.Text.Json;
using System.Text.Json.Serialization;
using Antpath.Ids;

namespace Antpath.Engine.Secrets.Supabase;

/// <summary>A sealed secret as the text that the extension stores.</summary>
internal static partial class VaultContent
{
    public static string Write(SealedSecret secret) =>
        JsonSerializer.Serialize(new Entry(secret.EntryId, secret.KekId, secret.WrappedDek, secret.Ciphertext), VaultContentJson.Default.Entry);

    /// <exception cref="JsonException">It is not such a text.</exception>
    public static SealedSecret Read(string content, WorkspaceId workspace, RunId run)
    {
        var entry = JsonSerializer.Deserialize(content, VaultContentJson.Default.Entry) ?? throw new JsonException("null");
        return new SealedSecret
        {
            EntryId = entry.Id,
            Workspace = workspace,
            Run = run,
            KekId = entry.Kek ?? throw new JsonException("no key id"),
            WrappedDek = entry.Dek ?? throw new JsonException("no data key"),
            Ciphertext = entry.Ciphertext ?? throw new JsonException("no ciphertext"),
        };
    }

    private sealed record Entry(Guid Id, string? Kek, byte[]? Dek, byte[]? Ciphertext);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Entry))]
    private sealed partial class VaultContentJson : JsonSerializerContext;
}
