using System.Net.Http.Headers;
using System.Text.Json;
using Anthropic.Core;
using Anthropic.Models.Beta;
using Anthropic.Models.Beta.Files;
using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Files: inputs that we upload and delete, and what a session leaves behind (provider contract §11).</summary>
internal sealed class ClaudeFiles(ClaudeCalls calls, Listing listing)
{
    private const int FileNameCharsMax = 4096;

    // the Files API itself needs no beta name, listing by session does, and the SDK does not add it (§1.2)
    private static readonly IReadOnlyList<ApiEnum<string, AnthropicBeta>> SessionFiles = [AnthropicBeta.ManagedAgents2026_04_01];

    private readonly ProviderCall _upload = new("Uploading the input file", CallKind.Create, CallFamily.File, calls.Options.UploadTimeout);
    private readonly ProviderCall _list = new("Searching the files", CallKind.Read, CallFamily.File, calls.Options.ReadTimeout);
    private readonly ProviderCall _listSession = new("Listing the session's files", CallKind.Read, CallFamily.File, calls.Options.ReadTimeout, FailureCodes.SessionLost);
    private readonly ProviderCall _open = new("Downloading the file", CallKind.Read, CallFamily.File, calls.Options.ReadTimeout);
    private readonly ProviderCall _delete = new("Deleting the file", CallKind.Settle, CallFamily.File, calls.Options.ReadTimeout);

    public async Task<ProviderResult<CreatedResource>> UploadAsync(ExecutionBundle bundle, string path, ResourceMarker marker, CancellationToken cancellationToken)
    {
        if (bundle.Content.InputFiles.FirstOrDefault(f => f.Path == path) is not { } file)
            return FailureTable.Own(_upload, ErrorClass.AntpathBug, FailureCodes.ContentMissing, "the run's bundle has no such input file");

        var request = new FileUploadParams
        {
            // the marker is the name; where the file is mounted carries the true one
            File = new BinaryContent
            {
                Stream = ContentStream.Over(file.Content),
                FileName = ProviderNames.For(ProviderResourceType.File, marker),
                ContentType = new MediaTypeHeaderValue("application/octet-stream"),
            },
            ExpiresInSeconds = (long)calls.Options.UploadLifetime.TotalSeconds,
        };
        return await calls.AskAsync(
            _upload,
            async token => await calls.Beta.Files.Upload(request, token),
            answer => new CreatedResource(answer.RequiredId(), Version: null),
            cancellationToken);
    }

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(ResourceMarker marker, DateTimeOffset since, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Files.List(From(page, new FileListParams { Limit = 1000 }), token),
            file => FoundReading.ByName(file, "filename", marker),
            // newest first (§4)
            enough: file => file.Instant("created_at") < since - calls.Options.ClockSkew,
            cancellationToken);

    public Task<ProviderResult<IReadOnlyList<SessionFile>>> ListOfSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _listSession,
            async (page, token) => await calls.Beta.Files.List(From(page, new FileListParams { ScopeID = sessionId, Limit = 1000, Betas = SessionFiles }), token),
            file => SessionFileOf(file, sessionId),
            enough: _ => false,
            cancellationToken);

    public Task<ProviderResult<Stream>> OpenAsync(string fileId, CancellationToken cancellationToken) =>
        calls.OpenAsync(
            _open, async token => await calls.Beta.Files.Download(new FileDownloadParams { FileID = fileId, Betas = SessionFiles }, token), cancellationToken);

    public async Task<ProviderResult<Disposal>> DisposeAsync(string fileId, CancellationToken cancellationToken)
    {
        var deleted = await calls.RemoveAsync(
            _delete, async token => await calls.Beta.Files.Delete(new FileDeleteParams { FileID = fileId }, token), cancellationToken);
        return Disposals.Of(deleted);
    }

    // a cursor that is set to null is sent as an empty one, which is no cursor
    private static FileListParams From(string? page, FileListParams first) => page is null ? first : first with { Page = page };

    // without the beta name the filter may be ignored and the whole workspace listed: each file must say itself whose it is (§17.19)
    private static SessionFile? SessionFileOf(JsonElement file, string sessionId)
    {
        var ofSession = file.Member("scope") is { } scope && scope.Text("type") == "session" && scope.Text("id") == sessionId;
        // inputs mounted into the session are listed too, perhaps, and are not given out (§11.3)
        if (!ofSession || file.Flag("downloadable") == false || PlainWords.Id(file.Text("id")) is not { } id)
            return null;

        return new SessionFile(
            id,
            PlainWords.Name(file.Text("filename") ?? "unnamed", FileNameCharsMax),
            file.Count("size_bytes"),
            PlainWords.MediaType(file.Text("mime_type")),
            file.Instant("created_at") ?? DateTimeOffset.UnixEpoch);
    }
}
