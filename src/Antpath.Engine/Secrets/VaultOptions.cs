namespace Antpath.Engine.Secrets;

/// <summary>The keys of the per-run vault. Section <c>Antpath:Vault</c>, environment <c>ANTPATH_VAULT_…</c>.</summary>
public sealed class VaultOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Vault";

    /// <summary>
    /// Key-encryption keys, <c>id:base64[,id:base64…]</c>, the current one first. Required unless <see cref="KeysFile"/> is set. A key may be
    /// removed when no vault entry is wrapped with it.
    /// </summary>
    public string? Keys { get; set; }

    /// <summary>A file with the same content, for deployments that mount secrets as files. Wins over <see cref="Keys"/>.</summary>
    public string? KeysFile { get; set; }
}
