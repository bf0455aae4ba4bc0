using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Admin;

/// <summary>What is remembered of a call: never a body, a query or a key.</summary>
internal sealed class CallRecord(DateTimeOffset at, string method, string template, string requestId, int? retryCount)
{
    public string Template { get; } = template;

    /// <summary>0 when the connection was cut before an answer.</summary>
    public int Status { get; set; }

    /// <summary>The key's fingerprint; null when there was no acceptable key.</summary>
    public string? Key { get; set; }

    public string? Fault { get; set; }

    public JsonNode Render() => new JsonObject
    {
        ["at"] = Timestamps.Write(at),
        ["method"] = method,
        ["path"] = Template,
        ["status"] = Status,
        ["request_id"] = requestId,
        ["retry_count"] = retryCount,
        ["key"] = Key,
        ["fault"] = Fault,
    };
}
