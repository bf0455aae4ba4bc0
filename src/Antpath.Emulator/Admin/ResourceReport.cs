using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Admin;

/// <summary>
/// Answers what exists, who made it and what was never cleaned up. An archived agent counts as disposed, since agents cannot be deleted;
/// archived objects of other kinds still exist and are counted apart.
/// </summary>
internal sealed class ResourceReport(EmulatorState emulator)
{
    public JsonObject Render(string? key)
    {
        var rows = new JsonArray();
        foreach (Organization organization in emulator.Organizations.Where(organization => key is null || organization.Fingerprint == key))
        {
            lock (organization.Gate)
                Add(rows, organization);
        }
        return new JsonObject { ["summary"] = Summarize(rows), ["data"] = rows };
    }

    private static void Add(JsonArray rows, Organization organization)
    {
        AddShelf(rows, organization, organization.Agents);
        AddShelf(rows, organization, organization.Environments);
        AddShelf(rows, organization, organization.Vaults);
        AddShelf(rows, organization, organization.Skills);
        AddShelf(rows, organization, organization.Files);
        AddShelf(rows, organization, organization.Sessions);
        foreach (Disposal disposal in organization.Disposals)
            rows.Add((JsonNode)Row(organization, disposal.Kind, disposal.Id, disposal.Label, disposal.Metadata, disposal.CreatedAt, "deleted"));
    }

    private static void AddShelf<T>(JsonArray rows, Organization organization, Shelf<T> shelf)
        where T : class, IStored
    {
        foreach (T item in shelf.All)
            rows.Add((JsonNode)Row(organization, shelf.Kind, item.Id, item.Label, item.Metadata, item.CreatedAt, item.ArchivedAt is null ? "live" : "archived"));
    }

    private static JsonObject Row(
        Organization organization, string kind, string id, string name, IReadOnlyDictionary<string, string> metadata, DateTimeOffset createdAt, string state) => new()
        {
            ["key"] = organization.Fingerprint,
            ["kind"] = kind,
            ["id"] = id,
            ["name"] = name,
            ["metadata"] = JsonText.Map(metadata),
            ["state"] = state,
            ["disposed"] = state == "deleted" || (state == "archived" && kind == "agent"),
            ["created_at"] = Timestamps.Write(createdAt),
        };

    private static JsonObject Summarize(JsonArray rows)
    {
        var summary = new JsonObject();
        foreach (string kind in (ReadOnlySpan<string>)["agent", "environment", "vault", "skill", "file", "session"])
        {
            var counts = new JsonObject();
            foreach (string state in (ReadOnlySpan<string>)["live", "archived", "deleted"])
                counts[state] = rows.Count(row => (string)row!["kind"]! == kind && (string)row["state"]! == state);
            summary[kind] = counts;
        }
        return summary;
    }
}
