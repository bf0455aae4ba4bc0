using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Files;

/// <summary>A file (§11.1): uploaded by a client, mounted into a session as a copy, or produced by a session.</summary>
internal sealed record StoredFile : IStored
{
    public required string Id { get; init; }

    public required long Sequence { get; init; }

    public required string Filename { get; init; }

    public required string MimeType { get; init; }

    public required long SizeBytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The session that owns it; null for uploads.</summary>
    public string? SessionId { get; init; }

    /// <summary>Null for uploads and copies of them: those are never downloadable (§11.2).</summary>
    public FileContent? Content { get; init; }

    /// <summary>The first bytes of an upload, for scenarios that look at their input.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    public ListingDefect Defect { get; init; }

    public DateTimeOffset? ArchivedAt => null;

    public string Label => Filename;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public long HeldBytes => Head.Length + (Content is FileContent.Held held ? held.Length : 0);

    public bool Produced => Content is not null;

    /// <param name="withScope"><c>scope</c> is only shown to callers that send the managed-agents header (§11.1).</param>
    public JsonObject Render(bool withScope)
    {
        var body = new JsonObject
        {
            ["id"] = Id,
            ["type"] = "file",
            ["filename"] = Filename,
            ["mime_type"] = MimeType,
            ["size_bytes"] = Defect switch
            {
                ListingDefect.SizeTooSmall => SizeBytes / 2,
                ListingDefect.SizeTooLarge => (SizeBytes * 2) + 1,
                _ => SizeBytes,
            },
            ["created_at"] = Timestamps.Write(CreatedAt),
            ["downloadable"] = Produced && Defect != ListingDefect.NotDownloadable,
            ["expires_at"] = Timestamps.Write(ExpiresAt),
        };
        if (Defect == ListingDefect.FieldsMissing)
        {
            body.Remove("mime_type");
            body.Remove("size_bytes");
        }
        if (withScope)
            body["scope"] = SessionId is null ? null : new JsonObject { ["type"] = "session", ["id"] = SessionId };
        return body;
    }
}
