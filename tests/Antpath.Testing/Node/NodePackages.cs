using System.Security.Cryptography;
using Antpath.LocalPostgres;

namespace Antpath.Testing.Node;

/// <summary>
/// Node.js programs that tests speak to. A folder of scripts with <c>package.json</c> and <c>package-lock.json</c> is installed once through npm, exactly
/// as locked, and kept in the user's cache. Without Node.js such tests are skipped on a laptop and fail where <c>CI</c> is set.
/// </summary>
public static class NodePackages
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    /// <param name="sources">The folder with scripts and lock.</param>
    /// <param name="name">What the cache calls it.</param>
    /// <returns>A folder with the same scripts and their packages.</returns>
    public static async Task<string> InstallAsync(string sources, string name, CancellationToken cancellationToken)
    {
        var locked = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(sources, "package-lock.json"), cancellationToken)))[..16];
        var home = Path.Combine(UserFolders.CacheFolder, name);
        var installed = Path.Combine(home, locked);
        if (!Directory.Exists(installed))
            await InstallAsync(sources, home, installed, cancellationToken);

        // the scripts may be newer than the packages
        foreach (var script in Directory.EnumerateFiles(sources, "*.mjs"))
            Replace(script, Path.Combine(installed, Path.GetFileName(script)));
        return installed;
    }

    /// <summary>In a folder of its own that becomes the installed one when it is whole, so that a broken installation is never used.</summary>
    private static async Task InstallAsync(string sources, string home, string installed, CancellationToken cancellationToken)
    {
        var fresh = Directory.CreateDirectory(Path.Combine(home, $"new-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            foreach (var file in (string[])["package.json", "package-lock.json", ".npmrc"])
                File.Copy(Path.Combine(sources, file), Path.Combine(fresh, file));

            await using var npm = NodeProgram.Start("npm", fresh, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
            await npm.EndedAsync(InstallTimeout, cancellationToken);
            Directory.Move(fresh, installed);
        }
        catch (IOException) when (Directory.Exists(installed))
        {
            // another test process was quicker
        }
        finally
        {
            if (Directory.Exists(fresh))
                Directory.Delete(fresh, recursive: true);
        }
    }

    /// <summary>At once: another test process may be reading the old one.</summary>
    private static void Replace(string from, string to)
    {
        var fresh = $"{to}.{Guid.CreateVersion7():N}";
        File.Copy(from, fresh);
        File.Move(fresh, to, overwrite: true);
    }
}
