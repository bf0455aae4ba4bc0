using System.Diagnostics;
using System.Globalization;

namespace Antpath.Testing.ObjectStorage;

/// <summary>Ends what a killed test run left running. A process is ours when its command line names a folder of ours.</summary>
internal static class CephLeftovers
{
    public const string Prefix = "antpath-s3-";

    /// <summary>A younger folder may belong to a run that is alive.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(2);

    public static void End()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime - AbandonedAfter;
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories($"{Prefix}*").Where(f => f.CreationTimeUtc < before))
        {
            try
            {
                foreach (var file in folder.EnumerateFiles("*.pid"))
                    EndProcess(File.ReadAllText(file.FullName).Trim(), folder.FullName);
                folder.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // somebody else's, or being removed by another start
            }
        }
    }

    private static void EndProcess(string id, string folder)
    {
        var commandLine = $"/proc/{id}/cmdline";
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !File.Exists(commandLine))
            return;
        if (!File.ReadAllText(commandLine).Contains(folder, StringComparison.Ordinal))
            return;
        using var process = Process.GetProcessById(number);
        process.Kill();
    }
}
