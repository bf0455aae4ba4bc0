using System.Text.Json.Nodes;
using Antpath.Emulator.Events;
using Antpath.Emulator.Files;

namespace Antpath.Emulator.Transport;

/// <summary>What a handler answers. Written by <see cref="ReplyWriter"/>, which is also where faults bend it.</summary>
internal abstract record ApiReply
{
    private ApiReply()
    {
    }

    public static ApiReply Ok(JsonNode body) => new Json(200, JsonText.Bytes(body));

    /// <summary>Deletes answer 200 with a body; a 204 makes the official SDK throw (§1.5).</summary>
    public static ApiReply Deleted(string id, string kind) => Ok(new JsonObject { ["id"] = id, ["type"] = kind + "_deleted" });

    public sealed record Json(int Status, byte[] Body) : ApiReply
    {
        /// <summary>How long the answer waits although the call has taken effect.</summary>
        public TimeSpan Late { get; init; }

        public string ContentType { get; init; } = "application/json";
    }

    public sealed record Download(FileContent Content, string MimeType) : ApiReply;

    public sealed record EventStream(EventSubscription Subscription) : ApiReply;

    /// <summary>The rest of the answer needs waiting, which a handler must not do while it holds the organization.</summary>
    public sealed record Later(Func<CancellationToken, Task<ApiReply>> FinishAsync) : ApiReply;
}
