using System.Text.Json;

namespace Antpath.Conformance.Tests.Target;

/// <summary>Sending a message and deciding that its turn is over (§16.4). The only thing here that costs money.</summary>
public static class SessionTurns
{
    public static string Message(string text) => $$"""{"events": [{"type": "user.message", "content": [{"type": "text", "text": {{JsonSerializer.Serialize(text)}} }]}]}""";

    /// <returns>The echo of the sent events.</returns>
    public static async Task<Answer> SayAsync(this ProviderUnderTest provider, string session, string text)
    {
        provider.Spending.Reserve();
        return (await provider.PostAsync($"/v1/sessions/{session}/events", Message(text))).Expect(200);
    }

    /// <summary>Sends and waits until the turn is over.</summary>
    /// <returns>All events of the session, oldest first.</returns>
    public static async Task<IReadOnlyList<JsonElement>> PlayAsync(this ProviderUnderTest provider, string session, string text)
    {
        await provider.SayAsync(session, text);
        IReadOnlyList<JsonElement> events = await provider.SettledAsync(session);
        Answer ended = await provider.GetAsync($"/v1/sessions/{session}");
        if (ended["usage"].TryGetProperty("list_cost", out JsonElement cost) && cost.ValueKind == JsonValueKind.Object)
            provider.Spending.Book(cost.GetProperty("amount").GetString()!);
        return events;
    }

    public static async Task<IReadOnlyList<JsonElement>> SettledAsync(this ProviderUnderTest provider, string session)
    {
        long from = provider.Time.GetTimestamp();
        while (provider.Time.GetElapsedTime(from) < provider.Settings.TurnTimeout)
        {
            string status = (await provider.GetAsync($"/v1/sessions/{session}")).Expect(200).Text("status");
            if (status is "idle" or "terminated")
            {
                IReadOnlyList<JsonElement> events = (await provider.GetAsync($"/v1/sessions/{session}/events")).Expect(200).Items;
                if (events.LastOrDefault(e => Type(e).StartsWith("session.status_", StringComparison.Ordinal)) is { ValueKind: JsonValueKind.Object } last && Type(last) is "session.status_idle" or "session.status_terminated")
                    return events;
            }
            await Task.Delay(provider.PollEvery, provider.Time);
        }
        throw new TimeoutException($"The turn of {session} was not over within {provider.Settings.TurnTimeout}.");
    }

    public static string Type(JsonElement logged) => logged.GetProperty("type").GetString()!;
}
