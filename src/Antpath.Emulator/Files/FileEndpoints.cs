using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Files;

/// <summary><c>/v1/files</c> (§11): needs no beta header, except for listing by <c>scope_id</c> (§1.2).</summary>
internal static class FileEndpoints
{
    private const int ListLimitMax = 1_000;
    private const int IdsMax = 100;
    private const int ExpirySecondsMin = 3_600;
    private const int ExpirySecondsMax = 7_776_000;
    private static readonly TimeSpan MetadataReadableAfterExpiry = TimeSpan.FromDays(30);

    public static void Map(ApiRoutes routes)
    {
        routes.Upload("/v1/files", CallClass.File, BodyKind.File, Upload);
        routes.Get("/v1/files", List, ApiFamily.Open, CallClass.File);
        routes.Get("/v1/files/{file}", Get, ApiFamily.Open, CallClass.File);
        routes.Get("/v1/files/{file}/content", Content, ApiFamily.Open, CallClass.File);
        routes.Delete("/v1/files/{file}", Delete, ApiFamily.Open, CallClass.File);
    }

    private static ApiReply Upload(ApiCall call)
    {
        UploadedPart[] files = [.. call.Parts.Where(part => part.Name == "file")];
        if (files.Length != 1 || !files[0].IsFile)
            throw RefusedException.Invalid("file: exactly one file part is required");
        if (call.Parts.FirstOrDefault(part => part.Name is not ("file" or "expires_in_seconds")) is { } extra)
            throw RefusedException.Invalid($"{extra.Name}: extra inputs are not permitted");
        UploadedPart upload = files[0];
        if (Stored(call) + upload.Length > EmulatorLimits.OrganizationFileBytesMax)
            throw RefusedException.Invalid("the organization's file storage is full", "storage_quota_exceeded");

        string mimeType = upload.MimeType ?? FileNames.MimeType(upload.Filename ?? "");
        var file = new StoredFile
        {
            Id = call.Emulator.Ids.Next("file_"),
            Sequence = call.Organization.NextSequence(),
            Filename = FileNames.Clean(upload.Filename, mimeType),
            MimeType = mimeType,
            SizeBytes = upload.Length,
            CreatedAt = call.Now,
            ExpiresAt = ReadExpiry(call),
            Head = upload.Head.Length <= EmulatorLimits.UploadHeadBytesMax ? upload.Head : upload.Head[..EmulatorLimits.UploadHeadBytesMax],
        };
        call.Organization.Files.Add(file, file.HeldBytes);
        return ApiReply.Ok(file.Render(call.Betas.ManagedAgents));
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(Find(call).Render(call.Betas.ManagedAgents));

    private static ApiReply Content(ApiCall call)
    {
        StoredFile file = Find(call);
        if (file.ExpiresAt <= call.Now)
            throw RefusedException.Missing($"file {file.Id} has expired", "file_expired");
        if (file.Content is not { } content || file.Defect == ListingDefect.NotDownloadable)
            throw RefusedException.Invalid($"file {file.Id} is not downloadable", "file_not_downloadable");
        return file.Defect == ListingDefect.ContentMissing
            ? throw RefusedException.Missing($"file {file.Id} has no content")
            : new ApiReply.Download(content, file.MimeType);
    }

    private static ApiReply Delete(ApiCall call)
    {
        string id = Find(call).Id;
        call.Organization.Files.Remove(id);
        return ApiReply.Deleted(id, "file");
    }

    private static ApiReply List(ApiCall call)
    {
        IReadOnlyList<string> ids = call.Query.Texts("ids", IdsMax);
        string? scope = call.Query.Text("scope_id");
        if (ids.Count > 0)
            return ListByIds(call, ids, scope);
        if (scope is not null)
            CheckScope(call, scope);

        ListRequest request = ListRequest.Read(call, limitMax: ListLimitMax);
        IEnumerable<StoredFile> files = call.Listed(call.Organization.Files, includeArchived: true).Where(file => Readable(call, file));
        if (scope is not null && !call.ScopeIgnored)
            files = files.Where(file => file.SessionId == scope && (file.Produced || call.Emulator.Options.MountedCopiesListed));
        return ApiReply.Ok(request.Page([.. files], file => file.Sequence, file => file.CreatedAt, file => file.Render(call.Betas.ManagedAgents)));
    }

    private static ApiReply ListByIds(ApiCall call, IReadOnlyList<string> ids, string? scope)
    {
        if (scope is not null || call.Query.Text("page") is not null || call.Query.Text("limit") is not null)
            throw RefusedException.Invalid("ids: cannot be combined with page, limit or scope_id");
        var rows = new JsonArray();
        foreach (string id in ids.Distinct(StringComparer.Ordinal))
        {
            if (call.Organization.Files.TryGet(id, out StoredFile? file) && Readable(call, file)) // misses are silently omitted (§4)
                rows.Add((JsonNode)file.Render(call.Betas.ManagedAgents));
        }
        return ApiReply.Ok(new JsonObject { ["data"] = rows, ["next_page"] = null });
    }

    private static void CheckScope(ApiCall call, string scope)
    {
        if (!call.Betas.ManagedAgents) // §17.19: rejected or ignored is unknown; rejecting is the safer teacher
            throw RefusedException.Invalid($"scope_id: needs the beta header {BetaHeader.ManagedAgentsName}");
        if (!scope.StartsWith("sesn_", StringComparison.Ordinal))
            throw RefusedException.Invalid("scope_id: is not a session id");
    }

    private static StoredFile Find(ApiCall call)
    {
        StoredFile file = call.Organization.Files.Get(call.Id("file"));
        return Readable(call, file) ? file : throw RefusedException.NotFound("file", file.Id);
    }

    private static bool Readable(ApiCall call, StoredFile file) => file.ExpiresAt is not { } expiry || call.Now < expiry + MetadataReadableAfterExpiry;

    // Mounted copies and produced files do not count (§11.3).
    private static long Stored(ApiCall call) => call.Organization.Files.All.Where(file => file.SessionId is null).Sum(file => file.SizeBytes);

    private static DateTimeOffset? ReadExpiry(ApiCall call)
    {
        if (call.Parts.FirstOrDefault(part => part.Name == "expires_in_seconds") is not { } part)
            return null;
        return long.TryParse(part.Text, out long seconds) && seconds is >= ExpirySecondsMin and <= ExpirySecondsMax
            ? call.Now.AddSeconds(seconds)
            : throw RefusedException.Invalid($"expires_in_seconds: must be between {ExpirySecondsMin} and {ExpirySecondsMax}");
    }
}
