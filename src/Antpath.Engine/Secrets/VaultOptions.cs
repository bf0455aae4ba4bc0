using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Secrets;

/// <summary>Where run secrets lie and which keys protect them. Section <c>Antpath:Vault</c>, environment <c>ANTPATH_VAULT_…</c>.</summary>
public sealed class VaultOptions : IValidatableObject
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Vault";

    /// <summary>The name of the backend in our own table.</summary>
    public const string BuiltIn = "built_in";

    /// <summary>The name of the backend in the extension Supabase Vault.</summary>
    public const string Supabase = "supabase";

    /// <summary>Where entries lie: <see cref="BuiltIn"/> or <see cref="Supabase"/>. The same for all processes of a deployment. Default: built_in.</summary>
    [RegularExpression("^(built_in|supabase)$", ErrorMessage = "ANTPATH_VAULT_BACKEND: write built_in or supabase.")]
    public string Backend { get; set; } = BuiltIn;

    /// <summary>
    /// Key-encryption keys, <c>id:base64[,id:base64…]</c>, the current one first. Required unless <see cref="KeysFile"/> or <see cref="KeyCommand"/> is
    /// set. A key may be removed when no vault entry is wrapped with it: <c>antpath-server vault rewrap</c>.
    /// </summary>
    public string? Keys { get; set; }

    /// <summary>A file with the same content, for deployments that mount secrets as files. Wins over <see cref="Keys"/>.</summary>
    public string? KeysFile { get; set; }

    /// <summary>A program that wraps and unwraps data keys, for keys that live in a key service. Wins over both.</summary>
    public string? KeyCommand { get; set; }

    /// <summary>The id of the key that the program wraps with; at most 64 characters. Required with <see cref="KeyCommand"/>.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? KeyCommandKey { get; set; }

    /// <summary>How long the program may take, waiting for its turn included. Default 10 s; 0.1 s to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan KeyCommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Programs running at once. Default 8; 1 to 64.</summary>
    [Range(1, 64)]
    public int KeyCommandConcurrent { get; set; } = 8;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(KeyCommand) && string.IsNullOrWhiteSpace(KeyCommandKey))
            yield return new ValidationResult("ANTPATH_VAULT_KEY_COMMAND_KEY is not set. Name the key that the key command wraps with.");
    }
}
