using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Faults;

/// <summary>Bends list pages: what a pager and a deduplicating reader must survive (§18.2).</summary>
internal static class ListFaults
{
    public static ApiReply.Json Bend(ApiReply.Json reply, FaultKind kind, string? cursor)
    {
        if (JsonNode.Parse(reply.Body) is not JsonObject page || page["data"] is not JsonArray rows || !page.ContainsKey("next_page"))
            return reply;
        switch (kind)
        {
            case FaultKind.DuplicateEvents:
                page["data"] = new JsonArray([.. rows.SelectMany(row => new[] { row!.DeepClone(), row.DeepClone() })]);
                break;
            case FaultKind.ReorderEvents:
                page["data"] = new JsonArray([.. rows.Chunk(2).SelectMany(pair => pair.Reverse()).Select(row => row!.DeepClone())]);
                break;
            case FaultKind.RepeatedCursor when cursor is not null:
                page["next_page"] = cursor;
                break;
            default:
                break;
        }
        return reply with { Body = JsonText.Bytes(page) };
    }
}
