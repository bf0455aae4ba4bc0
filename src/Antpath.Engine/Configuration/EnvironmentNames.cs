namespace Antpath.Engine.Configuration;

/// <summary>
/// How environment variables become configuration keys: <c>ANTPATH_</c>, then the section, then the option's words.
/// <c>ANTPATH_WORKER_LEASE_TTL</c> is <c>Antpath:Worker:LeaseTtl</c>; a name of one word is <c>Antpath:Word</c>.
/// </summary>
public static class EnvironmentNames
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = "ANTPATH_";

    /// <summary>The configuration key for an environment variable, or null when the variable is none of ours.</summary>
    /// <param name="name">The variable's name; a doubled underscore counts as one.</param>
    public static string? KeyOf(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var words = name[Prefix.Length..].Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length switch
        {
            0 => null,
            1 => $"Antpath:{Pascal(words[0])}",
            _ => $"Antpath:{Pascal(words[0])}:{string.Concat(words.Skip(1).Select(Pascal))}",
        };
    }

    private static string Pascal(string word) => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
}
