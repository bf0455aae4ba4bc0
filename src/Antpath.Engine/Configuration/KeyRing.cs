using System.Diagnostics.CodeAnalysis;

namespace Antpath.Engine.Configuration;

/// <summary>
/// Named 256-bit keys, the first of which is current. Rotating: put the new key first and keep the old one until nothing needs it.
/// Shows no key in its text form.
/// </summary>
public sealed class KeyRing
{
    /// <summary>Bytes of every key.</summary>
    public const int KeyBytes = 32;

    private const int KeysMax = 32;
    private const int IdCharactersMax = 64;

    private readonly Dictionary<string, byte[]> _keys;

    private KeyRing(string currentId, Dictionary<string, byte[]> keys)
    {
        CurrentId = currentId;
        _keys = keys;
    }

    /// <summary>The id of the key for new things.</summary>
    public string CurrentId { get; }

    /// <summary>Every id, the current one first.</summary>
    public IReadOnlyList<string> Ids => [CurrentId, .. _keys.Keys.Where(id => id != CurrentId)];

    /// <summary>The key for new things.</summary>
    public ReadOnlySpan<byte> Current => _keys[CurrentId];

    /// <summary>Looks a key up.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="key">The key, when this returns true.</param>
    public bool TryGet(string id, [NotNullWhen(true)] out byte[]? key) => _keys.TryGetValue(id, out key);

    /// <summary>Reads <c>id:base64[,id:base64…]</c>, with commas or line ends between.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="setting">The setting's name, for the message.</param>
    /// <exception cref="SettingsException">It cannot be read; the message repeats no part of a key.</exception>
    public static KeyRing Parse(string text, string setting)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string? current = null;
        foreach (var entry in text.Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            if (colon is < 1 or > IdCharactersMax)
                throw new SettingsException($"{setting}: entry {keys.Count + 1} is not id:key. {Remedy}");
            var id = entry[..colon];
            if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                throw new SettingsException($"{setting}: entry {keys.Count + 1} has an id with characters outside A-Z a-z 0-9 . _ -. {Remedy}");
            if (!keys.TryAdd(id, Decode(entry[(colon + 1)..], setting, id)))
                throw new SettingsException($"{setting}: key id '{id}' is there twice; ids must differ.");
            current ??= id;
            if (keys.Count > KeysMax)
                throw new SettingsException($"{setting} holds more than {KeysMax} keys; remove those that nothing needs.");
        }

        return current is null ? throw new SettingsException($"{setting} holds no key. {Remedy}") : new KeyRing(current, keys);
    }

    /// <summary>Says what is wrong with a text, for <see cref="Setting.Check"/>.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="setting">The setting's name, for the message.</param>
    /// <returns>The message of <see cref="Parse"/>; null when the text can be read.</returns>
    public static string? ProblemWith(string text, string setting)
    {
        try
        {
            Parse(text, setting);
            return null;
        }
        catch (SettingsException e)
        {
            return e.Message;
        }
    }

    /// <summary>Names the keys, never their bytes.</summary>
    public override string ToString() => $"[{_keys.Count} redacted keys, current {CurrentId}]";

    private const string Remedy = "Write id:base64 with 32 random bytes, for example k1:$(openssl rand -base64 32).";

    private static byte[] Decode(string text, string setting, string id)
    {
        var key = new byte[KeyBytes];
        if (!Convert.TryFromBase64String(text, key, out var written) || written != KeyBytes)
            throw new SettingsException($"{setting}: key '{id}' is not {KeyBytes} bytes in base64. {Remedy}");
        return key;
    }
}
