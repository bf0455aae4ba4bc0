using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Reads the provider's session object (provider contract §12.2).</summary>
internal static class SessionReading
{
    private const int StatusCharsMax = 64;

    public static SessionSnapshot Of(JsonElement session)
    {
        var agent = session.Member("agent") ?? throw new UnreadableAnswerException("agent");
        return new SessionSnapshot
        {
            Status = StatusOf(session),
            Archived = session.Member("archived_at") is not null,
            Agent = new CreatedResource(agent.RequiredId(), FoundReading.VersionOf(agent)),
            EnvironmentId = session.RequiredId("environment_id"),
            VaultIds = [.. session.Items("vault_ids").Select(v => PlainWords.Id(v.AsText()) ?? throw new UnreadableAnswerException("vault_ids"))],
            ToolsThatCouldAsk = ToolPolicies.ThatCouldAsk(agent),
            Usage = session.Member("usage") is { } usage ? UsageReading.Of(usage) : null,
        };
    }

    public static string StatusOf(JsonElement session) =>
        PlainWords.Name(session.Text("status") ?? throw new UnreadableAnswerException("status"), StatusCharsMax);
}
