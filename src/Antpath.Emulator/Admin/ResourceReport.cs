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
    private static readonly string[] Kinds = ["agent", "environment", "vault", "skill", "file", "session"];

    /// <param name="disposed">Only what is, or is not, disposed of; null for all. The summary counts all.</param>
    public JsonObject Render(string? key, bool? disposed)
    {
        var rows = new List<JsonObject>();
        foreach (Organization organization in emulator.Organizations.Where(organization => key is null || organization.Fingerprint == key))
        {
            lock (organization.Gate)
                Add(rows, organization);
        }
        JsonObject summary = Summarize(rows);
        return new JsonObject { ["summary"] = summary, ["data"] = new JsonArray([.. rows.Where(row => disposed is null || (bool)row["disposed"]! == disposed)]) };
    }

    private static void Add(List<JsonObject> rows, Organization organization)
    {
        AddShelf(rows, organization, organization.Agents);
        AddShelf(rows, organization, organization.Environments);
        AddShelf(rows, organization, organization.Vaults);
        AddShelf(rows, organization, organization.Skills);
        AddShelf(rows, organization, organization.Files);
        AddShelf(rows, organization, organization.Sessions);
        foreach (Disposal disposal in organization.Disposals)
        {
            JsonObject row = Row(organization, disposal.Kind, disposal.Id, disposal.Label, disposal.Metadata, disposal.CreatedAt, "deleted");
            row["deleted_at"] = Timestamps.Write(disposal.DeletedAt);
            rows.Add(row);
        }
    }

    private static void AddShelf<T>(List<JsonObject> rows, Organization organization, Shelf<T> shelf)
        where T : class, IStored
    {
        foreach (T item in shelf.All)
            rows.Add(Row(organization, shelf.Kind, item.Id, item.Label, item.Metadata, item.CreatedAt, item.ArchivedAt is null ? "live" : "archived"));
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

    private static JsonObject Summarize(List<JsonObject> rows)
    {
        var counts = rows.CountBy(row => ((string)row["kind"]!, (string)row["state"]!)).ToDictionary();
        var summary = new JsonObject();
        foreach (string kind in Kinds)
        {
            summary[kind] = new JsonObject
            {
                ["live"] = counts.GetValueOrDefault((kind, "live")),
                ["archived"] = counts.GetValueOrDefault((kind, "archived")),
                ["deleted"] = counts.GetValueOrDefault((kind, "deleted")),
            };
        }
        return summary;
    }
}
