namespace Antpath.Engine.Outputs.Storage.FileSystem;

/// <summary>Lists the files below a folder in ordinal order of their paths, from any place on, without reading what lies before it.</summary>
internal static class FolderListing
{
    /// <param name="folder">Where paths are counted from.</param>
    /// <param name="prefix">Beginning of the paths wanted.</param>
    /// <param name="after">Only paths behind this one, or null for all.</param>
    /// <returns>Paths with '/' between their parts; lazily, so take only as many as needed.</returns>
    public static IEnumerable<string> Paths(string folder, string prefix, string? after) => Below(new DirectoryInfo(folder), "", prefix, after);

    private static IEnumerable<string> Below(DirectoryInfo folder, string place, string prefix, string? after)
    {
        if (!folder.Exists)
            yield break;

        // a folder's name sorts with its slash, as the whole paths do
        var entries = folder.EnumerateFileSystemInfos()
            .Select(e => (Entry: e, Path: e is DirectoryInfo ? $"{place}{e.Name}/" : $"{place}{e.Name}"))
            .Where(e => MayHold(e.Path, e.Entry is DirectoryInfo, prefix, after))
            .OrderBy(e => e.Path, StringComparer.Ordinal);
        foreach (var (entry, path) in entries)
        {
            if (entry is not DirectoryInfo below)
            {
                yield return path;
                continue;
            }

            foreach (var found in Below(below, path, prefix, after))
                yield return found;
        }
    }

    private static bool MayHold(string path, bool isFolder, string prefix, string? after)
    {
        var wanted = path.StartsWith(prefix, StringComparison.Ordinal) || isFolder && prefix.StartsWith(path, StringComparison.Ordinal);
        var behind = after is null || string.CompareOrdinal(path, after) > 0 || isFolder && after.StartsWith(path, StringComparison.Ordinal);
        return wanted && behind;
    }
}
