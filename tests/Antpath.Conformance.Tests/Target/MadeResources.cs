using System.Text.Json;

namespace Antpath.Conformance.Tests.Target;

/// <summary>Everything the suite made at the provider, and its removal in the order of §16.6, whether tests passed or not.</summary>
public sealed class MadeResources(ProviderUnderTest provider)
{
    private const int TriesMax = 60;
    private const int PagesMax = 50;

    /// <summary>What a killed run left is removed by the next one; younger objects may belong to a run under way.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    private static readonly string[] Order = ["/v1/sessions", "/v1/vaults", "/v1/environments", "/v1/agents", "/v1/skills", "/v1/files"];

    private readonly List<(string Collection, string Id)> _made = [];

    public void Add(string collection, string id)
    {
        lock (_made)
            _made.Add((collection, id));
    }

    /// <returns>What could not be removed.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync()
    {
        var left = new List<string>();
        foreach (string collection in Order)
        {
            foreach ((_, string id) in _made.Where(made => made.Collection == collection))
            {
                if (!await RemoveAsync(collection, id))
                    left.Add($"{collection}/{id}");
            }
        }
        return left;
    }

    /// <summary>Marks what an earlier, killed run of this suite left for removal (§15: list everything, match on the client).</summary>
    public async Task FindLeftoversAsync()
    {
        DateTimeOffset before = provider.Time.GetUtcNow() - LeftoverAge;
        foreach (string collection in Order[..4])
        {
            string page = "";
            for (int pages = 0; pages < PagesMax; pages++)
            {
                Answer answer = await provider.GetAsync($"{collection}?limit=100{page}");
                foreach (JsonElement item in answer.Expect(200).Items.Where(item => IsOurs(item) && item.GetProperty("created_at").GetDateTimeOffset() < before))
                    Add(collection, item.GetProperty("id").GetString()!);
                if (answer.IsNull("next_page"))
                    break;
                page = "&page=" + Uri.EscapeDataString(answer.Text("next_page"));
            }
        }
    }

    private static bool IsOurs(JsonElement item) => item.TryGetProperty("metadata", out JsonElement metadata) && metadata.TryGetProperty(ProviderUnderTest.Marker, out _);

    private async Task<bool> RemoveAsync(string collection, string id)
    {
        string path = $"{collection}/{id}";
        if (collection == "/v1/agents")
            return (await provider.PostAsync(path + "/archive", null)).Status is 200 or 404 || !(await provider.GetAsync(path)).IsNull("archived_at");
        for (int tries = 0; tries < TriesMax; tries++)
        {
            if ((await provider.DeleteAsync(path)).Status is 200 or 204 or 404)
                return true;
            if (collection == "/v1/sessions") // running, or idle a moment ago (§12.6)
                await provider.PostAsync(path + "/events", """{"events": [{"type": "user.interrupt"}]}""");
            await Task.Delay(provider.PollEvery, provider.Time);
        }
        return false;
    }
}
