using System.Net.Http.Headers;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§11: files.</summary>
public sealed class FilesTests(ProviderUnderTest provider)
{
    [Fact] // §11.1, §11.2
    public async Task What_one_uploads_one_cannot_download()
    {
        Answer file = await UploadAsync($"antpath-conformance~{provider.Tag}~input.csv");

        Answer read = (await provider.GetAsync($"/v1/files/{file.Id}")).Expect(200);

        Assert.StartsWith("file_", file.Id, StringComparison.Ordinal);
        Assert.Equal((5, false), (read["size_bytes"].GetInt32(), read["downloadable"].GetBoolean()));
        Assert.Equal("file_not_downloadable", (await provider.GetAsync($"/v1/files/{file.Id}/content")).Expect(400).ErrorCode);
    }

    [Fact] // §4, §15
    public async Task A_file_is_found_by_its_name_and_by_its_id()
    {
        Answer file = await UploadAsync($"antpath-conformance~{provider.Tag}~marker.csv");

        Answer byId = (await provider.GetAsync($"/v1/files?ids%5b%5d={file.Id}&ids%5b%5d=file_unheardof")).Expect(200);
        Answer newest = (await provider.GetAsync("/v1/files?limit=20")).Expect(200);

        Assert.Equal(file.Id, Assert.Single(byId.Items).GetProperty("id").GetString());
        Assert.Contains(newest.Items, item => item.GetProperty("filename").GetString() == file.Text("filename"));
    }

    [Fact] // §11.2
    public async Task A_name_with_forbidden_characters_is_refused() => (await SendAsync("what?.csv")).Expect(400, "invalid_request_error");

    [Fact] // §11.2, §17.5
    public async Task A_deleted_file_is_gone()
    {
        Answer file = await UploadAsync($"antpath-conformance~{provider.Tag}~gone.csv");

        Assert.Equal("file_deleted", (await provider.DeleteAsync($"/v1/files/{file.Id}")).Expect(200).Text("type"));

        (await provider.GetAsync($"/v1/files/{file.Id}")).Expect(404);
        provider.Differences.Observe("§17.5", "deleting a file again", "404 not_found_error", (await provider.DeleteAsync($"/v1/files/{file.Id}")).Outcome());
    }

    [Fact] // §17.19
    public async Task What_listing_by_session_does_without_the_beta_header()
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Get, $"/v1/files?scope_id={(await provider.NewSessionAsync()).Id}");
        request.Headers.Remove("anthropic-beta");

        provider.Differences.Observe("§17.19", "scope_id without the beta header", "400 invalid_request_error", (await provider.SendAsync(request)).Outcome());
    }

    private async Task<Answer> UploadAsync(string name)
    {
        Answer file = (await SendAsync(name)).Expect(200);
        provider.Made.Add("/v1/files", file.Id);
        return file;
    }

    private Task<Answer> SendAsync(string name)
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Post, "/v1/files");
        var part = new ByteArrayContent("a,b\n1"u8.ToArray());
        part.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Content = new MultipartFormDataContent { { part, "file", name } };
        return provider.SendAsync(request);
    }
}
