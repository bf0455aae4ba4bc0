using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Admin;

/// <summary>
/// Answers what really happened in each session, deleted ones included as far as they are remembered: what a client's own record is compared with.
/// Ids, types, counts and hashes; never a text.
/// </summary>
internal sealed class SessionReport(EmulatorState emulator)
{
    public JsonObject Render(string? key)
    {
        var rows = new JsonArray();
        foreach (Organization organization in emulator.Organizations.Where(organization => key is null || organization.Fingerprint == key))
        {
            lock (organization.Gate)
            {
                foreach (Session session in organization.DeletedSessions)
                    rows.Add((JsonNode)Row(organization, session, deleted: true));
                foreach (Session session in organization.Sessions.All)
                    rows.Add((JsonNode)Row(organization, session, deleted: false));
            }
        }
        return new JsonObject { ["data"] = rows };
    }

    private static JsonObject Row(Organization organization, Session session, bool deleted) => new()
    {
        ["key"] = organization.Fingerprint,
        ["id"] = session.Id,
        ["metadata"] = JsonText.Map(session.Metadata),
        ["deleted"] = deleted,
        ["usage"] = session.Usage.Render(),
        ["events"] = new JsonArray([.. session.Log.Listed(withQueued: true).Select(logged => (JsonNode)new JsonObject { ["id"] = logged.Id, ["type"] = logged.Type })]),
        ["files"] = new JsonArray([.. session.Produced.Select(file => (JsonNode)File(file))]),
    };

    private static JsonObject File(OutputFile file)
    {
        using Stream content = file.Content.Open();
        return new JsonObject
        {
            ["filename"] = file.Filename,
            ["size_bytes"] = file.Content.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
        };
    }
}
