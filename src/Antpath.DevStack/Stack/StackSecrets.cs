using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antpath.DevStack.Stack;

/// <summary>
/// Keys a deployment would be given by its operator, made up once for this machine and kept in a file that only its owner can read: losing them would
/// make the stack's database unreadable.
/// </summary>
internal sealed partial record StackSecrets
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Hashes API tokens: a key ring, <c>id:base64</c>, like the other two.</summary>
    public required string TokenPepper { get; init; }

    /// <summary>Seals vault entries.</summary>
    public required string VaultKeys { get; init; }

    /// <summary>Signs output links.</summary>
    public required string LinkKey { get; init; }

    /// <summary>The workspace token, once made. Printed at every start, so kept.</summary>
    public string? ApiToken { get; init; }

    /// <summary>Reads the file, or makes it.</summary>
    public static async Task<StackSecrets> LoadAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, Json.Default.StackSecrets, cancellationToken)
                ?? throw new StackException($"{path} is empty. 'make dev-reset' starts afresh.");
        }

        var fresh = new StackSecrets
        {
            TokenPepper = $"dev1:{Key()}",
            VaultKeys = $"dev1:{Key()}",
            LinkKey = $"dev1:{Key()}",
        };
        await fresh.SaveAsync(path, cancellationToken);
        return fresh;
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using (var file = new FileStream(draft, options))
            await JsonSerializer.SerializeAsync(file, this, Json.Default.StackSecrets, cancellationToken);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Says nothing: a record would print its members.</summary>
    public override string ToString() => nameof(StackSecrets);

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [JsonSerializable(typeof(StackSecrets))]
    private sealed partial class Json : JsonSerializerContext;
}
