using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests;

/// <summary><c>antpath doctor --sweep</c> from the command line through API, database and worker to the provider and back.</summary>
public sealed class ProviderSweepTests(RunningStack stack)
{
    [Fact]
    public async Task Doctor_sweep_reports_what_carries_our_marker_and_says_why_it_stays()
    {
        var environment = stack.UserEnvironment();
        var ours = await PlantAsync(environment["ANTHROPIC_API_KEY"], "dev");
        var others = await PlantAsync(environment["ANTHROPIC_API_KEY"], "dev-2");

        var sweep = await OurProgram.RunAsync("antpath.dll", ["doctor", "--sweep", "--yes"], environment);
        await RemoveAsync(environment["ANTHROPIC_API_KEY"], ours, others); // the provider is shared, and other tests want it clean

        Assert.True(sweep.ExitCode == 0, sweep.ToString());
        Assert.Contains(ours, sweep.Output, StringComparison.Ordinal);
        Assert.Contains("It is so new that a run may just be creating it.", sweep.Output, StringComparison.Ordinal);
        Assert.Contains("succeeded: 0 removed, 1 stay.", sweep.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(others, sweep.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(environment["ANTHROPIC_API_KEY"], sweep.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> PlantAsync(string key, string installation)
    {
        var content = JsonContent.Create(new
        {
            display_name = "leaked",
            metadata = new Dictionary<string, string>
            {
                ["antpath_installation"] = installation, ["antpath_run"] = "run_of_nobody", ["antpath_key"] = "vault", ["antpath_attempt"] = "1", ["antpath_try"] = "1",
            },
        });
        return (await SendAsync(key, HttpMethod.Post, "/v1/vaults", content)).GetProperty("id").GetString()!;
    }

    private async Task RemoveAsync(string key, params string[] vaults)
    {
        foreach (var vault in vaults)
            await SendAsync(key, HttpMethod.Delete, $"/v1/vaults/{vault}", null);
    }

    private async Task<JsonElement> SendAsync(string key, HttpMethod method, string path, HttpContent? content)
    {
        using var client = new HttpClient { BaseAddress = stack.Stack.Emulator };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "managed-agents-2026-04-01");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
