using System.Text.Json;

namespace Antpath.Emulator.Vaults;

/// <summary>The <c>auth</c> of a credential.</summary>
/// <param name="Key">What is unique among active credentials: the normalized server URL or the variable's name (§9.2).</param>
/// <param name="Shown">What responses show: everything but the secrets.</param>
/// <param name="Secret">The bearer or access token, null once purged or when the kind has none that the emulator uses.</param>
internal sealed record CredentialAuth(string Type, string Key, JsonElement Shown, string? Secret, bool Refreshable)
{
    public override string ToString() => $"{Type} credential"; // the generated one would print the secret
}
