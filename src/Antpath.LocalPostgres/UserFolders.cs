namespace Antpath.LocalPostgres;

/// <summary>Where this user's lasting files go. Root gets system folders: the account the server steps down to cannot enter root's home.</summary>
public static class UserFolders
{
    /// <summary>Data worth keeping: <c>$XDG_DATA_HOME/antpath</c>, <c>~/.local/share/antpath</c>, or <c>/var/lib/antpath</c> for root.</summary>
    public static string DataFolder => Path.Combine(Choose("/var/lib", "XDG_DATA_HOME", ".local/share"), "antpath");

    /// <summary>What can be made again: <c>$XDG_CACHE_HOME/antpath</c>, <c>~/.cache/antpath</c>, or <c>/var/cache/antpath</c> for root.</summary>
    public static string CacheFolder => Path.Combine(Choose("/var/cache", "XDG_CACHE_HOME", ".cache"), "antpath");

    private static string Choose(string ofRoot, string variable, string belowHome)
    {
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            return ofRoot;
        }

        var chosen = Environment.GetEnvironmentVariable(variable);
        return Path.IsPathFullyQualified(chosen ?? "")
            ? chosen!
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), belowHome);
    }
}
