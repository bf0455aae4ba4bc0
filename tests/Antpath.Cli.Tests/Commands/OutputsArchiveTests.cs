using System.IO.Compression;
using Antpath.Cli.Tests.Support;
using Antpath.Runs;

namespace Antpath.Cli.Tests.Commands;

public sealed class OutputsArchiveTests
{
    [Fact]
    public async Task All_outputs_come_as_one_archive()
    {
        await using var cli = new CliFixture();
        var link = new OutputLink { Url = $"{cli.Server.BaseUrl}archive?token=signed", ExpiresAt = Sample.Day.AddMinutes(5) };
        cli.Server.On($"POST /v1/runs/{Sample.Run}/outputs/link", Replies.Json(link, WireJson.Default.OutputLink));
        using var bytes = new MemoryStream();
        await using (await ZipArchive.CreateAsync(bytes, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null))
        {
        }

        cli.Server.On("GET /archive", Replies.Bytes(bytes.ToArray(), "application/zip"));

        Assert.Equal(0, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--zip", "all.zip"));
        Assert.Contains("to all.zip", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("signed", cli.Output + cli.Error, StringComparison.Ordinal);
        Assert.Equal(7, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--zip", "all.zip"));
    }

    [Fact]
    public async Task An_archive_and_a_folder_are_one_too_many()
    {
        await using var cli = new CliFixture();

        Assert.NotEqual(0, await cli.RunAsync("outputs", "download", Sample.Run.ToString(), "--zip", "all.zip", "--dir", "x"));
        Assert.Contains("--zip", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }
}
