using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>Something mounted into a session (§12.3). A repository's token is taken and forgotten: nothing here clones.</summary>
internal sealed record SessionResource
{
    public required string Id { get; init; }

    public required long Sequence { get; init; }

    /// <summary><c>file</c> or <c>github_repository</c>.</summary>
    public required string Type { get; init; }

    public required string MountPath { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The id of the copy, not of the upload (§11.3).</summary>
    public string? FileId { get; init; }

    public string? Url { get; init; }

    public JsonElement? Checkout { get; init; }

    public JsonObject Render()
    {
        var body = new JsonObject { ["id"] = Id, ["type"] = Type, ["mount_path"] = MountPath };
        if (FileId is not null)
            body["file_id"] = FileId;
        if (Url is not null)
            body["url"] = Url;
        if (Checkout is { } checkout)
            body["checkout"] = JsonText.Node(checkout);
        body["created_at"] = Timestamps.Write(CreatedAt);
        body["updated_at"] = Timestamps.Write(UpdatedAt);
        return body;
    }
}
