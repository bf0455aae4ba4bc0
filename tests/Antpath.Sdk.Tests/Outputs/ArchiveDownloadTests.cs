using System.IO.Compression;
using Antpath.Runs;
using Antpath.Sdk.Tests.Support;

namespace Antpath.Sdk.Tests.Outputs;

public sealed class ArchiveDownloadTests
{
    private const string Route = "GET /archive";
    private static readonly string LinkRoute = $"POST /v1/runs/{Sample.Run}/outputs/link";
    private static readonly byte[] Archive = Packed();

    [Fact]
    public async Task An_archive_gets_its_name_when_it_is_whole()
    {
        await using var f = new ClientFixture();
        using var script = Script(f, Replies.Bytes(Archive, "application/zip"));

        await f.Run.DownloadArchiveAsync(script.PathOf("deep/all.zip"));

        Assert.Equal(Archive, await File.ReadAllBytesAsync(script.PathOf("deep/all.zip")));
        Assert.Equal(["all.zip"], Directory.EnumerateFileSystemEntries(script.PathOf("deep")).Select(Path.GetFileName));
        Assert.DoesNotContain("Authorization", f.Server.To(Route)[0].Headers.Keys);
    }

    [Fact]
    public async Task One_that_broke_off_is_fetched_again_from_its_start()
    {
        await using var f = new ClientFixture();
        using var script = Script(f, Replies.File(Archive, breakAfter: 20), Replies.CutOff, Replies.Bytes(Archive[..^30]), Replies.Bytes(Archive));

        await f.Run.DownloadArchiveAsync(script.PathOf("all.zip"));

        Assert.Equal(Archive, await File.ReadAllBytesAsync(script.PathOf("all.zip")));
        Assert.Equal(4, f.Server.To(Route).Count);
        Assert.All(f.Server.To(Route), request => Assert.Equal(0, request.RangeFrom));
    }

    [Fact]
    public async Task A_refusal_leaves_nothing()
    {
        await using var f = new ClientFixture();
        using var script = Script(f, Replies.Problem(404, "link_invalid"));

        await Assert.ThrowsAnyAsync<AntpathException>(() => f.Run.DownloadArchiveAsync(script.PathOf("all.zip")));

        Assert.Empty(Directory.EnumerateFileSystemEntries(script.Folder));
    }

    [Fact]
    public async Task A_file_in_the_way_is_replaced_only_when_asked()
    {
        await using var f = new ClientFixture();
        using var script = Script(f, Replies.Bytes(Archive));
        await File.WriteAllTextAsync(script.PathOf("all.zip"), "mine");

        await Assert.ThrowsAsync<FileInTheWayException>(() => f.Run.DownloadArchiveAsync(script.PathOf("all.zip")));
        Assert.Equal("mine", await File.ReadAllTextAsync(script.PathOf("all.zip")));
        await f.Run.DownloadArchiveAsync(script.PathOf("all.zip"), overwrite: true);

        Assert.Equal(Archive, await File.ReadAllBytesAsync(script.PathOf("all.zip")));
    }

    private static OutputScript Script(ClientFixture f, params Reply[] replies)
    {
        var link = new OutputLink { Url = $"{f.Server.BaseUrl}archive?token=signed", ExpiresAt = Sample.Day.AddMinutes(5) };
        f.Server.On(LinkRoute, Replies.Json(link, WireJson.Default.OutputLink));
        f.Server.On(Route, replies);
        return new OutputScript(f.Server);
    }

    private static byte[] Packed()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("report.md").Open();
            entry.Write("# ants"u8);
        }

        return bytes.ToArray();
    }
}
