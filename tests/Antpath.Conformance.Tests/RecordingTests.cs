using System.Text.Json;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>Where the snapshots of the replay tests come from: a session's own traffic, as the emulator replays it.</summary>
public sealed class RecordingTests(ProviderUnderTest provider) : IDisposable
{
    private const int LooksMax = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("antpath-recording-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Category", "Live")]
    [InlineData("recorded-files", "Write report.md, findings.csv and run.log, a few words each, to /mnt/session/outputs, then stop. [[scenario: quick-answer]]", true)]
    [InlineData("recorded-tools", "Run `echo` with bash eight times, one call after the other, write report.md to /mnt/session/outputs, then stop. [[scenario: tool-heavy calls=8]]", true)]
    [InlineData("recorded-trouble", "Write report.md to /mnt/session/outputs, then stop. [[scenario: reschedules-twice for=1]]", true)]
    [InlineData("recorded-refusal", "Answer with one word, without tools. [[scenario: refusal]]", false)]
    public async Task What_a_session_did_is_recorded_for_replay(string name, string prompt, bool leavesFiles)
    {
        string session = (await provider.NewSessionAsync()).Id;
        IReadOnlyList<JsonElement> events = await provider.PlayAsync(session, prompt);
        if (leavesFiles)
            await FilesListedAsync(session);

        using (var http = new HttpClient(new WireRecorder(_folder, provider.Time)) { BaseAddress = provider.Address })
        {
            foreach (string path in (string[])[$"/v1/sessions/{session}", $"/v1/sessions/{session}/events", $"/v1/files?scope_id={session}", "/v1/agents?limit=1"])
                (await http.SendAsync(provider.Request(HttpMethod.Get, path), TestContext.Current.CancellationToken)).Dispose();
        }

        string recording = Assert.Single(Directory.GetFiles(_folder)); // the list of agents belongs to no session
        JsonElement[] calls = [.. (await File.ReadAllLinesAsync(recording, TestContext.Current.CancellationToken)).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        Assert.Equal(3, calls.Length);
        Assert.All(calls, call => Assert.Equal(("GET", 200), (call.GetProperty("method").GetString(), call.GetProperty("status").GetInt32())));
        Assert.Equal(events.Count, calls[1].GetProperty("response").GetProperty("data").GetArrayLength());
        Assert.DoesNotContain(provider.Settings.ApiKey, await File.ReadAllTextAsync(recording, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        if (provider.Settings.RecordFolder is { } kept)
            File.Copy(recording, Path.Combine(kept, name + ".jsonl"), overwrite: true);
    }

    private async Task FilesListedAsync(string session)
    {
        for (int looks = 0; looks < LooksMax; looks++)
        {
            if ((await provider.GetAsync($"/v1/files?scope_id={session}")).Expect(200).Items.Any(file => file.GetProperty("filename").GetString() == "report.md"))
                return;
            await Task.Delay(provider.PollEvery, provider.Time);
        }
        Assert.Fail("report.md was not listed in time");
    }
}
