using System.Net;
using Antpath.Runs;
using Antpath.Sdk.Tests.Support;

namespace Antpath.Sdk.Tests.Outputs;

public sealed class DownloadTests
{
    private static readonly byte[] Content = Sample.Bytes(300_000);
    private static readonly OutputView Output = Sample.Output(Content);

    private static async Task<RunOutput> FirstAsync(RunHandle run)
    {
        await foreach (var output in run.ListOutputsAsync())
            return output;
        throw new InvalidOperationException("no output was scripted");
    }

    private static string Part(OutputScript script) => script.PathOf($".{Output.Id}.part");

    [Fact]
    public async Task A_file_gets_its_name_when_it_is_whole_and_verified()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));

        var saved = await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("deep/er/report.md"));

        Assert.Equal(Content, await File.ReadAllBytesAsync(saved.Path));
        Assert.False(saved.AlreadyThere);
        Assert.Equal(["report.md"], Directory.EnumerateFileSystemEntries(script.PathOf("deep/er")).Select(Path.GetFileName));
        Assert.DoesNotContain("Authorization", f.Server.To(OutputScript.ContentRoute(Output))[0].Headers.Keys);
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_broke()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output)
            .Content(Output, Replies.File(Content, breakAfter: 100_000), Replies.CutOff, Replies.Problem(503, "busy"), Replies.File(Content, breakAfter: 50_000), Replies.File(Content));

        var saved = await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md"));

        Assert.Equal(Content, await File.ReadAllBytesAsync(saved.Path));
        Assert.Equal([0, 100_000, 100_000, 100_000, 150_000], f.Server.To(OutputScript.ContentRoute(Output)).Select(request => request.RangeFrom));
        Assert.Single(f.Server.To(OutputScript.LinkRoute(Output)));
    }

    [Fact]
    public async Task A_stalled_download_goes_on_too()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.FileThatStalls(Content, after: 64), Replies.File(Content));
        using var target = new MemoryStream();
        var reading = new TaskCompletionSource<Task>();

        var loading = (await FirstAsync(f.Run)).DownloadToAsync(target, new Reporter(_ => reading.TrySetResult(f.Time.NextTimeoutSet())));
        await await reading.Task;
        f.Time.Advance(TimeSpan.FromSeconds(30));

        await loading;
        Assert.Equal(Content, target.ToArray());
    }

    [Fact]
    public async Task A_server_without_ranges_is_read_again_from_its_start()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content, breakAfter: 100_000), Replies.File(Content, ignoreRange: true));
        using var target = new MemoryStream();

        await (await FirstAsync(f.Run)).DownloadToAsync(target);

        Assert.Equal(Content, target.ToArray());
    }

    [Fact]
    public async Task An_expired_link_is_replaced()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output)
            .Content(Output, Replies.File(Content, breakAfter: 100_000), Replies.Problem(410, "link_expired"), Replies.File(Content));
        using var target = new MemoryStream();

        await (await FirstAsync(f.Run)).DownloadToAsync(target);

        Assert.Equal(Content, target.ToArray());
        Assert.Equal(2, f.Server.To(OutputScript.LinkRoute(Output)).Count);
    }

    [Fact]
    public async Task A_link_that_never_works_ends_the_download()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.Problem(404, "link_invalid"));

        var thrown = await Assert.ThrowsAsync<NotFoundException>(async () => await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md")));

        Assert.DoesNotContain("signed", thrown.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(script.PathOf("report.md")));
    }

    [Fact]
    public async Task Rubbish_never_gets_the_name()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Sample.Bytes(Content.Length, seed: 2)));

        await Assert.ThrowsAsync<OutputMismatchException>(async () => await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md")));

        Assert.False(File.Exists(script.PathOf("report.md")));
        Assert.Equal(2, f.Server.To(OutputScript.ContentRoute(Output)).Count);
    }

    [Fact]
    public async Task More_bytes_than_listed_are_not_written()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File([.. Content, .. Content]));
        using var target = new MemoryStream();

        await Assert.ThrowsAsync<OutputMismatchException>(async () => await (await FirstAsync(f.Run)).DownloadToAsync(target));

        Assert.InRange(target.Length, 0, Content.Length);
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_continued()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));
        await File.WriteAllBytesAsync(Part(script), Content[..200_000]);

        var saved = await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md"));

        Assert.Equal(Content, await File.ReadAllBytesAsync(saved.Path));
        Assert.Equal(200_000, Assert.Single(f.Server.To(OutputScript.ContentRoute(Output))).RangeFrom);
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_dropped_when_it_is_rubbish()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));
        await File.WriteAllBytesAsync(Part(script), Sample.Bytes(1000, seed: 9));

        var saved = await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md"));

        Assert.Equal(Content, await File.ReadAllBytesAsync(saved.Path));
    }

    [Fact]
    public async Task A_link_planted_beside_the_target_is_not_written_through()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));
        await File.WriteAllTextAsync(script.PathOf("precious"), "mine");
        File.CreateSymbolicLink(Part(script), script.PathOf("precious"));

        await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md"));

        Assert.Equal("mine", await File.ReadAllTextAsync(script.PathOf("precious")));
        Assert.Equal(Content, await File.ReadAllBytesAsync(script.PathOf("report.md")));
    }

    [Fact]
    public async Task The_same_file_already_there_costs_no_transfer()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output);
        await File.WriteAllBytesAsync(script.PathOf("report.md"), Content);

        Assert.True((await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("report.md"))).AlreadyThere);
        Assert.Empty(f.Server.To(OutputScript.LinkRoute(Output)));
    }

    [Fact]
    public async Task Another_file_in_the_way_is_replaced_only_when_allowed()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));
        await File.WriteAllTextAsync(script.PathOf("report.md"), "mine");
        var output = await FirstAsync(f.Run);

        await Assert.ThrowsAsync<FileInTheWayException>(() => output.DownloadToAsync(script.PathOf("report.md")));
        Assert.Equal("mine", await File.ReadAllTextAsync(script.PathOf("report.md")));

        await output.DownloadToAsync(script.PathOf("report.md"), new DownloadOptions { Overwrite = true });
        Assert.Equal(Content, await File.ReadAllBytesAsync(script.PathOf("report.md")));
    }

    [Fact]
    public async Task An_empty_output_needs_no_transfer()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Sample.Output([], "empty.txt"));

        var saved = await (await FirstAsync(f.Run)).DownloadToAsync(script.PathOf("empty.txt"));

        Assert.Equal(0, new FileInfo(saved.Path).Length);
    }

    [Fact]
    public async Task A_folder_gets_every_output_under_a_safe_name_of_its_own()
    {
        byte[][] contents = [Sample.Bytes(10, 1), Sample.Bytes(20, 2), Sample.Bytes(30, 3), Sample.Bytes(0, 4), Sample.Bytes(50, 5)];
        string[] names = ["a.txt", "../a.txt", "NUL", "empty", "\u202Etxt.exe"];
        var outputs = contents.Select((content, i) => Sample.Output(content, names[i], i + 1)).ToArray();
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, outputs);
        for (var i = 0; i < outputs.Length; i++)
            script.Content(outputs[i], Replies.CutOff, Replies.File(contents[i]));
        var reports = new List<DownloadProgress>();

        var saved = await f.Run.DownloadOutputsAsync(script.Folder, progress: new Reporter(report =>
        {
            lock (reports)
                reports.Add(report);
        }));

        Assert.Equal(["a.txt", "a (2).txt", "_NUL", "empty", "txt.exe"], saved.Select(output => Path.GetFileName(output.Path)));
        Assert.Equal(names, saved.Select(output => output.Output.FileName));
        for (var i = 0; i < saved.Count; i++)
            Assert.Equal(contents[i], await File.ReadAllBytesAsync(saved[i].Path));
        Assert.Equal(5, reports.Max(report => report.FilesDone));
        Assert.Equal(110, reports.Max(report => report.BytesDone));
        Assert.Equal(5, Directory.EnumerateFileSystemEntries(script.Folder).Count());
    }

    [Fact]
    public async Task A_folder_download_is_bounded()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output, Sample.Output(Content, "two", 2));

        await Assert.ThrowsAsync<InvalidOperationException>(() => f.Run.DownloadOutputsAsync(script.Folder, new DownloadOptions { FilesMax = 1 }));
    }

    [Fact]
    public async Task A_missing_scope_is_said_as_such()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output);
        f.Server.On(OutputScript.LinkRoute(Output), Replies.Problem(403, "scope_missing"));

        var thrown = await Assert.ThrowsAsync<ForbiddenException>(() => f.Run.DownloadOutputsAsync(script.Folder));

        Assert.Equal(HttpStatusCode.Forbidden, thrown.Status);
    }

    private sealed class Reporter(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }

    [Fact]
    public async Task Files_that_are_there_can_be_left_alone_and_are_told()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));
        await File.WriteAllTextAsync(script.PathOf(Output.FileName), "mine");

        var saved = Assert.Single(await f.Run.DownloadOutputsAsync(script.Folder, new DownloadOptions { SkipExisting = true }));

        Assert.Equal((true, false), (saved.Kept, saved.AlreadyThere));
        Assert.Equal("mine", await File.ReadAllTextAsync(saved.Path));
        Assert.Empty(f.Server.To(OutputScript.ContentRoute(Output)));
        await Assert.ThrowsAsync<ArgumentException>(() => f.Run.DownloadOutputsAsync(script.Folder, new DownloadOptions { SkipExisting = true, Overwrite = true }));
    }

    [Fact]
    public async Task A_manifest_is_fetched_like_an_output()
    {
        await using var f = new ClientFixture();
        using var script = new OutputScript(f.Server, Output).Content(Output, Replies.File(Content));
        f.Server.On(Sample.OutputsRoute, Replies.Json(new OutputList { Data = [], Failures = [], Manifest = Output }, WireJson.Default.OutputList));
        using var target = new MemoryStream();

        var manifest = await f.Run.GetManifestAsync();
        await manifest!.DownloadToAsync(target);

        Assert.Equal(Content, target.ToArray());
    }
}
