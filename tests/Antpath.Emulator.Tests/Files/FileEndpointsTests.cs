using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic.Core;
using Anthropic.Models.Beta.Files;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Files;

public sealed class FileEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_SDK_uploads_reads_lists_and_deletes_a_file()
    {
        BetaFileMetadata file = await _provider.Sdk.Beta.Files.Upload(new FileUploadParams
        {
            ExpiresInSeconds = 3_600,
            File = new BinaryContent { FileName = "cp1~input.csv", Stream = new MemoryStream("a,b\n1,2\n"u8.ToArray()) },
        });

        Assert.Equal(("cp1~input.csv", 8L, false), (file.Filename, file.SizeBytes, file.Downloadable));
        Assert.NotNull(file.ExpiresAt);
        Assert.Equal(file.ID, Assert.Single((await _provider.Sdk.Beta.Files.List()).Items).ID);
        Assert.Equal(file.ID, (await _provider.Sdk.Beta.Files.RetrieveMetadata(file.ID)).ID);
        await _provider.Sdk.Beta.Files.Delete(file.ID);
        Assert.Empty((await _provider.Sdk.Beta.Files.List()).Items);
    }

    [Fact]
    public async Task An_upload_can_never_be_downloaded()
    {
        string id = Stage.Id((await UploadAsync("a.txt")).Body);

        (HttpStatusCode status, JsonElement body) = await _provider.GetAsync($"/v1/files/{id}/content");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("file_not_downloadable", body.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("folder/a.txt", "a.txt")]
    [InlineData("a~b-c.txt", "a~b-c.txt")]
    public async Task Only_the_last_part_of_a_filename_is_kept(string sent, string kept) =>
        Assert.Equal(kept, (await UploadAsync(sent)).Body.GetProperty("filename").GetString());

    [Theory]
    [InlineData("a:b.txt")]
    [InlineData("a*b.txt")]
    [InlineData("a?b.txt")]
    [InlineData("a|b.txt")]
    public async Task Forbidden_characters_in_a_filename_are_refused(string name) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(name)).Status);

    [Theory]
    [InlineData("60")]
    [InlineData("7776001")]
    [InlineData("soon")]
    public async Task An_expiry_out_of_range_is_refused(string seconds) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("a.txt", seconds)).Status);

    [Fact]
    public async Task An_expired_file_keeps_its_metadata_for_a_while_and_cannot_be_mounted()
    {
        Stage stage = await Stage.SetAsync(_provider);
        string id = Stage.Id((await UploadAsync("a.txt", "3600")).Body);
        _provider.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/files/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync($"/v1/files/{id}/content")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.PostAsync(stage.Path + "/resources", $$"""{"type": "file", "file_id": "{{id}}"}""")).Status);
        _provider.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync($"/v1/files/{id}")).Status);
    }

    [Fact]
    public async Task Listing_by_ids_omits_misses_and_excludes_paging()
    {
        string id = Stage.Id((await UploadAsync("a.txt")).Body);

        JsonElement page = (await _provider.GetAsync($"/v1/files?ids%5b%5d={id}&ids%5b%5d=file_none")).Body;

        Assert.Equal(id, Stage.Id(Assert.Single(page.GetProperty("data").EnumerateArray())));
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync($"/v1/files?ids%5b%5d={id}&limit=5")).Status);
    }

    [Fact]
    public async Task Listing_by_scope_needs_the_beta_header_and_a_session_id()
    {
        Stage stage = await Stage.SetAsync(_provider);
        using HttpRequestMessage bare = _provider.Request(HttpMethod.Get, $"/v1/files?scope_id={stage.SessionId}");
        bare.Headers.Remove("anthropic-beta");

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.SendAsync(bare)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync("/v1/files?scope_id=file_x")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/files?scope_id={stage.SessionId}")).Status);
    }

    [Fact]
    public async Task A_mounted_file_is_a_copy_with_its_own_id_that_goes_with_the_session()
    {
        string upload = Stage.Id((await UploadAsync("in.csv")).Body);
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: $$""", "resources": [{"type": "file", "file_id": "{{upload}}", "mount_path": "/input/in.csv"}]""");
        JsonElement resource = (await _provider.GetAsync(stage.Path + "/resources")).Body.GetProperty("data")[0];
        string copy = resource.GetProperty("file_id").GetString()!;

        Assert.NotEqual(upload, copy);
        Assert.Equal("/mnt/session/uploads/input/in.csv", resource.GetProperty("mount_path").GetString());
        JsonElement listed = Assert.Single(await stage.FilesAsync());
        Assert.Equal((copy, false), (Stage.Id(listed), listed.GetProperty("downloadable").GetBoolean()));
        Assert.Equal(stage.SessionId, listed.GetProperty("scope").GetProperty("id").GetString());
        await _provider.DeleteAsync(stage.Path);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync($"/v1/files/{copy}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/files/{upload}")).Status);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string name, string? expiry = null)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, "/v1/files");
        var form = new MultipartFormDataContent();
        if (expiry is not null)
            form.Add(new StringContent(expiry), "expires_in_seconds");
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes("text"));
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{name}\"");
        form.Add(file);
        request.Content = form;
        return await _provider.SendAsync(request);
    }
}
