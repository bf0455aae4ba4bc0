using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Antpath.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Api.Outputs;

public sealed class ArchiveTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly byte[] Picture = new byte[3_000_000];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runs_files_come_as_one_archive_under_safe_and_distinct_names()
    {
        var link = await LinkAsync(
            ("report.md", "text/markdown", "# ants"u8.ToArray()),
            ("../../etc/passwd", "text/plain", "one"u8.ToArray()),
            ("/abs/PASSWD", "text/plain", "two"u8.ToArray()),
            ("CON", "text/plain", "three"u8.ToArray()),
            ("\u202Egpj.exe", "image/png", Picture),
            (new string('n', 4000) + ".txt", "text/plain", "long"u8.ToArray()),
            ("räport.txt", "text/plain", Encoding.UTF8.GetBytes(new string('a', 100_000))),
            ("empty", "application/octet-stream", []));
        using var client = server.Anonymous();

        using var answer = await client.GetAsync(link, Cancellation);
        await using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancellation), ZipArchiveMode.Read);

        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith("sandbox;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var names = archive.Entries.Select(e => e.FullName).ToList();
        Assert.Equal(["report.md", "passwd", "PASSWD (2)", "_CON", "gpj.exe"], names[..5]);
        Assert.InRange(Encoding.UTF8.GetByteCount(names[5]), 1, 255);
        Assert.Equal(["räport.txt", "empty"], names[6..]);
        Assert.Equal("two", await TextAsync(archive.Entries[2]));
        Assert.Equal(new string('a', 100_000), await TextAsync(archive.Entries[6]));
        Assert.True(archive.Entries[6].CompressedLength < 10_000);
        Assert.Equal(Picture.Length, archive.Entries[4].CompressedLength);
        Assert.Equal(0, archive.Entries[7].Length);
    }

    [Fact]
    public async Task A_run_without_files_is_an_empty_archive()
    {
        var link = await LinkAsync();
        using var client = server.Anonymous();

        await using var archive = new ZipArchive(await client.GetStreamAsync(link, Cancellation), ZipArchiveMode.Read);

        Assert.Empty(archive.Entries);
    }

    [Fact]
    public async Task A_file_that_cannot_be_had_breaks_the_download_instead_of_shortening_it()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, _) = await StoredOutputs.CaptureAsync(server, tenant, Picture, "first.png", "image/png");
        var second = await StoredOutputs.AddAsync(server, tenant, run, 2, "gone"u8.ToArray(), "second.txt", "text/plain");
        await RemoveFromStoreAsync(second);
        using var client = server.Anonymous();
        using var answer = await client.GetAsync(await CreateLinkAsync(tenant, run), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.LoadIntoBufferAsync(Cancellation));
    }

    [Fact]
    public async Task Other_bytes_than_were_captured_break_the_download()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, tenant, Picture, "first.png", "image/png");
        await using (var tamper = server.Database.CreateCommand("update output_objects set sha256 = decode(repeat('00', 32), 'hex') where id = $1"))
        {
            tamper.Parameters.AddWithValue(output.Value);
            await tamper.ExecuteNonQueryAsync(Cancellation);
        }

        using var client = server.Anonymous();
        using var answer = await client.GetAsync(await CreateLinkAsync(tenant, run), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.LoadIntoBufferAsync(Cancellation));
    }

    [Fact]
    public async Task A_store_in_trouble_from_the_start_is_a_refusal_that_says_so()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, tenant, "gone"u8.ToArray(), "only.txt", "text/plain");
        await RemoveFromStoreAsync(output);
        using var client = server.Anonymous();

        using var answer = await client.GetAsync(await CreateLinkAsync(tenant, run), Cancellation);

        await Refusal.IsAsync(answer, 503, ApiProblemCodes.TemporarilyUnavailable);
    }

    [Fact]
    public async Task Deleting_the_run_ends_its_links()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, _) = await StoredOutputs.CaptureAsync(server, tenant, "x"u8.ToArray(), "x.txt", "text/plain");
        var link = await CreateLinkAsync(tenant, run);
        using var deleted = await tenant.Client.DeleteAsync($"/v1/runs/{run}", Cancellation);
        using var client = server.Anonymous();

        using var answer = await client.GetAsync(link, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        await Refusal.IsAsync(answer, 404, ApiProblemCodes.LinkInvalid);
    }

    [Fact]
    public async Task A_link_to_one_output_opens_no_archive_and_the_other_way_round()
    {
        var tenant = await server.CreateTenantAsync();
        var (run, output) = await StoredOutputs.CaptureAsync(server, tenant, "x"u8.ToArray(), "x.txt", "text/plain");
        using var single = await tenant.Client.PostAsync($"/v1/runs/{run}/outputs/{output}/link", null, Cancellation);
        var one = (await single.Content.ReadFromJsonAsync(WireJson.Default.OutputLink, Cancellation))!.Url;
        var all = await CreateLinkAsync(tenant, run);
        using var client = server.Anonymous();

        using var first = await client.GetAsync(one.Replace("/content?", "/archive?", StringComparison.Ordinal), Cancellation);
        using var second = await client.GetAsync(all.Replace("/archive?", "/content?", StringComparison.Ordinal), Cancellation);

        await Refusal.IsAsync(first, 404, ApiProblemCodes.LinkInvalid);
        await Refusal.IsAsync(second, 404, ApiProblemCodes.LinkInvalid);
    }

    [Fact]
    public async Task HEAD_answers_the_headers_alone()
    {
        var link = await LinkAsync(("x.txt", "text/plain", "x"u8.ToArray()));
        using var client = server.Anonymous();

        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task The_token_in_a_link_reaches_no_log_even_at_trace_level()
    {
        var link = await LinkAsync(("x.txt", "text/plain", "x"u8.ToArray()));
        using var client = server.Anonymous();

        using var good = await client.GetAsync(link, Cancellation);

        Assert.DoesNotContain(link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..], server.Log.Text, StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(params (string Name, string Type, byte[] Content)[] files)
    {
        var tenant = await server.CreateTenantAsync();
        var run = (await Submissions.AcceptedAsync(tenant.Client)).Id;
        for (var i = 0; i < files.Length; i++)
            await StoredOutputs.AddAsync(server, tenant, run, i + 1, files[i].Content, files[i].Name, files[i].Type);
        return await CreateLinkAsync(tenant, run);
    }

    private static async Task<string> CreateLinkAsync(Tenant tenant, RunId run)
    {
        using var answer = await tenant.Client.PostAsync($"/v1/runs/{run}/outputs/link", null, Cancellation);
        return (await answer.Content.ReadFromJsonAsync(WireJson.Default.OutputLink, Cancellation))!.Url;
    }

    private async Task RemoveFromStoreAsync(OutputId output)
    {
        await using var command = server.Database.CreateCommand("select storage_path from output_objects where id = $1");
        command.Parameters.AddWithValue(output.Value);
        var path = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        await server.App.Services.GetRequiredService<IOutputStore>().DeleteAsync(OutputPath.Parse(path), Cancellation);
    }

    private static async Task<string> TextAsync(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(await entry.OpenAsync(Cancellation));
        return await reader.ReadToEndAsync(Cancellation);
    }
}
